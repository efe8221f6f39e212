package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.webhooks.internal.http.RawServer;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Verification;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The whole engine behind an egress proxy. */
class ThroughTheProxyTest {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([0-9a-f]+)\"");

  /**
   * Guarantees S, W and P, from the registration on: the endpoint's name exists for nobody here.
   */
  @Test
  void everyWebhookLeavesThroughTheProxyAndItsRefusalIsARecordedAttempt() throws IOException {
    AtomicBoolean refusing = new AtomicBoolean();
    List<String> lookedUp = new CopyOnWriteArrayList<>();
    RawServer.Script script =
        exchange -> {
          Matcher token = TOKEN.matcher(exchange.request);
          String body = token.find() ? "{" + token.group() + "}" : "ok";
          exchange.write(
              refusing.get()
                  ? "HTTP/1.1 407 P\r\nContent-Length: 0\r\n\r\n"
                  : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body);
        };
    try (LogCapture log = new LogCapture();
        RawServer proxy = RawServer.start(script);
        Rig rig =
            new Rig(
                settings ->
                    settings
                        .retryPolicy(RetryPolicy.never())
                        .resolver(
                            host -> {
                              lookedUp.add(host);
                              return List.of();
                            })
                        .egressProxy(
                            EgressProxy.http("127.0.0.1", proxy.port())
                                .withCredentials("user", "s3cret")))) {
      rig.webhooks.dispatcher().start();
      RegisteredWebhook registered = rig.register("http://hook.test/hook");
      rig.awaitState(rig.publish(registered.webhook()), DeliveryState.DELIVERED);
      refusing.set(true);
      String refused = rig.publish(registered.webhook());
      rig.awaitState(refused, DeliveryState.FAILED);

      assertThat(lookedUp).isEmpty();
      assertThat(proxy.requests())
          .hasSize(3)
          .allMatch(request -> request.startsWith("POST http://hook.test/hook HTTP/1.1\r\n"))
          .allMatch(request -> request.contains("Proxy-Authorization: Basic dXNlcjpzM2NyZXQ="));
      List<Attempt> attempts = rig.detail(refused).attempts();
      assertThat(attempts).hasSize(1);
      assertThat(attempts.get(0).httpStatus()).isNull();
      assertThat(attempts.get(0).error()).startsWith("The egress proxy ");
      assertThat(rig.detail(refused).toString()).doesNotContain("s3cret", "dXNlcjpz", "127.0.0.1");
      assertThat(log.events())
          .noneSatisfy(
              event ->
                  assertThat(
                          event.getFormattedMessage()
                              + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                      .containsAnyOf("s3cret", "dXNlcjpz"));
    }
  }

  @Test
  void guaranteeS_theTextOfAUrlIsJudgedAsEver() throws IOException {
    try (RawServer proxy = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n");
        Rig rig =
            new Rig(
                settings ->
                    settings
                        .urlPolicy(UrlPolicy.publicHttps())
                        .egressProxy(EgressProxy.http("127.0.0.1", proxy.port())))) {
      for (String url :
          List.of(
              "http://hook.test/", "https://localhost/", "https://10.0.0.1/", "https://127.1/")) {
        assertThatExceptionOfType(InvalidInputException.class)
            .isThrownBy(() -> rig.register(url))
            .satisfies(e -> assertThat(e.field()).isEqualTo("url"));
      }
      assertThat(proxy.requests()).isEmpty();
    }
  }

  @Test
  void guaranteeP_aHandshakeSaysThatTheProxyFailedAndNotWhichItIs() throws IOException {
    try (RawServer proxy = RawServer.answering("HTTP/1.1 403 F\r\nContent-Length: 0\r\n\r\n");
        Rig rig =
            new Rig(
                settings -> settings.egressProxy(EgressProxy.http("127.0.0.1", proxy.port())))) {
      Verification verification =
          rig.webhooks
              .registry()
              .register(
                  Rig.WORKSPACE,
                  WebhookSettings.builder().name("CRM").url("https://hook.test/").build())
              .verification();

      assertThat(verification.refusal()).isEqualTo(Verification.Refusal.CONNECTION);
      assertThat(verification.detail()).startsWith("The egress proxy ").doesNotContain("127.0.0.1");
      assertThat(proxy.requests()).singleElement().asString().startsWith("CONNECT hook.test:443 ");
    }
  }
}
