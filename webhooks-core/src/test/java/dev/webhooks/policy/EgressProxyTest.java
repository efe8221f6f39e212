package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.webhooks.LogCapture;
import dev.webhooks.Rig;
import dev.webhooks.internal.http.RawServer;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Verification;
import dev.webhooks.model.WebhookSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressProxyTest {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([0-9a-f]+)\"");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "proxy.internal, proxy.internal",
    "Proxy, proxy",
    "localhost, localhost",
    "10.0.0.1, 10.0.0.1",
    "::1, 0:0:0:0:0:0:0:1",
    "[fd00::1], fd00:0:0:0:0:0:0:1",
  })
  void aProxyIsANameOrAnAddress(String host, String shown) {
    assertThat(EgressProxy.http(host, 4750)).hasToString("EgressProxy[" + shown + ":4750]");
  }

  @ParameterizedTest(name = "no host: {0}")
  @ValueSource(
      strings = {
        "",
        " ",
        "http://proxy",
        "proxy:80",
        "user@proxy",
        "127.1",
        "0x7f000001",
        "a b",
        "[::1",
        "proxy.",
        "a\r\nb",
        "fe80::1%eth0",
      })
  void whatIsNeitherIsRefused(String host) {
    assertInvalid(() -> EgressProxy.http(host, 4750));
  }

  @ParameterizedTest(name = "no port: {0}")
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536})
  void portsAreChecked(int port) {
    assertInvalid(() -> EgressProxy.http("proxy", port));
  }

  @Test
  void guaranteeP_credentialsAreCheckedAndNotShown() {
    EgressProxy proxy = EgressProxy.http("proxy", 4750);

    assertThat(proxy.withCredentials("user", "s3cret"))
        .hasToString("EgressProxy[proxy:4750, credentials]");
    assertThat(proxy.withCredentials("u", "pässwörd:x").authorization())
        .isEqualTo("Basic dTpww6Rzc3fDtnJkOng=");
    assertThat(proxy.authorization()).isNull();
    for (String user : List.of("", "a:b", "a\nb", "x".repeat(1001))) {
      assertInvalid(() -> proxy.withCredentials(user, "s3cret"));
    }
    assertInvalid(() -> proxy.withCredentials("user", "s3cret\r\nX-Evil: 1"));
  }

  private static void assertInvalid(Runnable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call::run)
        .withMessageNotContainingAny("s3cret", "Evil")
        .satisfies(e -> assertThat(e.field()).isEqualTo("egressProxy"));
  }

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
      assertThat(attempts.get(0).status()).isNull();
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
