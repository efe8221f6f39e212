package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.dispatch.DeliveryWorker;
import dev.webhooks.internal.dispatch.Doubts;
import dev.webhooks.internal.dispatch.Endpoint;
import dev.webhooks.internal.dispatch.Policies;
import dev.webhooks.internal.dispatch.SendWindow;
import dev.webhooks.internal.dispatch.Unsent;
import dev.webhooks.internal.dispatch.Waits;
import dev.webhooks.internal.http.HttpSender;
import dev.webhooks.internal.http.HttpSettings;
import dev.webhooks.internal.http.RawServer;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.internal.secrets.EndpointSigner;
import dev.webhooks.internal.secrets.WebhookKey;
import dev.webhooks.internal.secrets.WebhookSecrets;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guarantees L and W: once the POST was made, no error of ours costs the log its attempt. */
class AfterThePostTest {
  private static final long SMALL_STACK = 256 * 1024;
  private static final String BUSY = "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n";

  @Test
  void anAnswerThatTheStackDoesNotSufficeForIsRecordedAllTheSame() throws Exception {
    String answer = "whsec_" + "A".repeat(4_000);
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 200 OK\r\ncontent-length: " + answer.length() + "\r\n\r\n" + answer)) {
      Completion end = deliver(server, RetryPolicy.standard());

      assertThat(end.state()).isEqualTo(DeliveryState.DELIVERED);
      Attempt attempt = end.attempt();
      assertThat(attempt).isNotNull();
      assertThat(attempt.httpStatus()).isEqualTo(200);
      assertThat(attempt.responseBody()).doesNotContain("AAAAAAAA");
      assertThat(server.posts()).isEqualTo(1);
    }
  }

  @Test
  void aRetryPolicyThatOverflowsTheStackCostsNoAttempt() throws Exception {
    try (RawServer server = RawServer.answering(BUSY)) {
      Completion end = deliver(server, AfterThePostTest::endless);

      assertThat(end.attempt()).isNotNull();
      assertThat(end.attempt().httpStatus()).isEqualTo(503);
      assertThat(end.state()).isEqualTo(DeliveryState.PENDING);
      assertThat(end.delay()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Optional<Duration> endless(FailedAttempt failed) {
    return endless(failed);
  }

  /** Guarantees L and B: a second try may cure it, and so may a later one, up to the thousandth. */
  @ParameterizedTest
  @MethodSource("errors")
  void anErrorIsFollowedByTheStandardScheduleAndThenByItsLastDelay(Error error) throws Exception {
    RetryPolicy policy =
        failed -> {
          throw error;
        };
    List<String> ends = new ArrayList<>();
    try (RawServer server = RawServer.answering(BUSY)) {
      for (int attempts : new int[] {0, 1, 2, 3, 4, 5, 6, 9_998, 9_999}) {
        Completion end = deliver(server, policy, claim(attempts));
        assertThat(end.attempt()).isNotNull();
        ends.add(end.state() + " " + end.delay().toSeconds());
      }
    }
    assertThat(ends)
        .containsExactly(
            "PENDING 1",
            "PENDING 5",
            "PENDING 30",
            "PENDING 300",
            "PENDING 1800",
            "PENDING 1800",
            "PENDING 1800",
            "PENDING 1800",
            "FAILED 0");
  }

  static List<Error> errors() {
    return List.of(
        new OutOfMemoryError("Java heap space"),
        new StackOverflowError(),
        new NoClassDefFoundError("gone"),
        new ExceptionInInitializerError("gone"));
  }

  /** Guarantee B: a policy without an end makes attempts without an end for nobody. */
  @Test
  void afterTenThousandAttemptsADeliveryIsGivenUpWhateverThePolicySays() throws Exception {
    RetryPolicy endless = failed -> Optional.of(Duration.ofSeconds(1));
    try (RawServer server = RawServer.answering(BUSY)) {
      assertThat(deliver(server, endless, claim(9_998)).state()).isEqualTo(DeliveryState.PENDING);

      Completion last = deliver(server, endless, claim(9_999));
      assertThat(last.state()).isEqualTo(DeliveryState.FAILED);
      assertThat(last.error())
          .isEqualTo("given up after 10000 attempts; the endpoint answered 503");
      assertThat(last.attempt()).isNotNull();
      assertThat(last.attempt().error()).isEqualTo("the endpoint answered 503");
    }
  }

  private static Completion deliver(RawServer server, RetryPolicy policy) throws Exception {
    return deliver(server, policy, claim(0));
  }

  private static Completion deliver(RawServer server, RetryPolicy policy, ClaimedDelivery claim)
      throws Exception {
    try (HttpSender sender = new HttpSender(settings())) {
      SendWindow window = new SendWindow(1, System::nanoTime, () -> {});
      Unsent unsent = new Unsent(window, new Doubts(System::nanoTime), System::nanoTime);
      DeliveryWorker worker =
          new DeliveryWorker(
              sender,
              new WireHeaders(null),
              new Policies(policy, HealthPolicy.none(), Observers.NONE),
              new Waits((of, before, limit) -> List.of()),
              Clock.systemUTC(),
              unsent);
      FutureTask<Completion> task =
          new FutureTask<>(() -> worker.deliver(claim, endpoint(server.url()), null));
      Thread thread = new Thread(null, task, "worker with a small stack", SMALL_STACK);
      thread.start();
      return task.get();
    }
  }

  private static HttpSettings settings() {
    return new HttpSettings(
        Duration.ofSeconds(10),
        InetAddress::isLoopbackAddress,
        host -> List.of(),
        null,
        null,
        4_096,
        1);
  }

  private static Endpoint endpoint(String url) {
    Webhook webhook =
        Webhook.stored(
                "wh_1",
                "acme",
                WebhookSettings.stored().name("CRM").url(url).build(),
                Instant.EPOCH)
            .status(WebhookStatus.ACTIVE, null)
            .key("whsec_…", null)
            .version(1)
            .build();
    WebhookKey key =
        WebhookKey.of(ApiKey.generate(new SecureRandom()), SignatureScheme.HEX, new SecureRandom());
    EndpointSigner signer = EndpointSigner.of(WebhookSecrets.of(key, Map.of()));
    return new Endpoint(webhook, 1, () -> Endpoint.Access.granted(signer));
  }

  private static ClaimedDelivery claim(int attempts) {
    DeliveryReference delivery =
        DeliveryReference.builder("dlv_1")
            .event("evt_1", "message.sent")
            .workspace("acme")
            .webhookId("wh_1")
            .createdAt(Instant.EPOCH)
            .build();
    return ClaimedDelivery.builder(delivery, 1)
        .body("{}".getBytes(UTF_8))
        .attempts(attempts, 0)
        .webhookVersion(1)
        .build();
  }
}
