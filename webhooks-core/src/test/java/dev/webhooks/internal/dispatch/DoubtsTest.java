package dev.webhooks.internal.dispatch;

import static dev.webhooks.internal.http.HttpFailure.NO_ROUTE;
import static dev.webhooks.internal.http.HttpFailure.UNKNOWN_HOST;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.LogCapture;
import dev.webhooks.ManualNanos;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whose doing a failure is that may be ours or the endpoint's. */
class DoubtsTest {
  private final ManualNanos nanos = new ManualNanos();
  private final Doubts doubts = new Doubts(nanos);

  @Test
  void theyAreOursOnceEndpointsOfSeveralWorkspacesFailAlike() {
    assertThat(doubts.isOurs(UNKNOWN_HOST, "one", "w1")).isFalse();
    assertThat(doubts.isOurs(UNKNOWN_HOST, "two", "w2")).isFalse();
    assertThat(doubts.isOurs(UNKNOWN_HOST, "three", "w3")).isTrue();
    assertThat(doubts.isOurs(UNKNOWN_HOST, "one", "w1")).isTrue();
    assertThat(doubts.passedOver()).containsExactlyInAnyOrder("w1", "w3");
  }

  /** Guarantee B: a tenant can't keep its deliveries from failing. */
  @Test
  void oneTenantsFailuresAreItsOwnHoweverManyWebhooksItHas() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(doubts.isOurs(UNKNOWN_HOST, "one", "w" + i)).isFalse();
      assertThat(doubts.isOurs(UNKNOWN_HOST, "two", "x" + i)).isFalse();
    }
    assertThat(doubts.passedOver()).isEmpty();
  }

  @Test
  void failuresOfDifferentKindsAreNotAlike() {
    doubts.isOurs(UNKNOWN_HOST, "one", "w1");
    doubts.isOurs(UNKNOWN_HOST, "two", "w2");

    assertThat(doubts.isOurs(NO_ROUTE, "three", "w3")).isFalse();
  }

  @Test
  void anAnswerShowsThatTheWayOutIsThere() {
    doubts.isOurs(NO_ROUTE, "one", "w1");
    doubts.isOurs(NO_ROUTE, "two", "w2");
    doubts.isOurs(NO_ROUTE, "three", "w3");
    doubts.answered();

    assertThat(doubts.passedOver()).isEmpty();
    assertThat(doubts.isOurs(NO_ROUTE, "three", "w3")).isFalse();
  }

  @Test
  void failuresThatAreFarApartAreNotAlike() {
    doubts.isOurs(NO_ROUTE, "one", "w1");
    doubts.isOurs(NO_ROUTE, "two", "w2");
    nanos.pass(Duration.ofSeconds(61));

    assertThat(doubts.isOurs(NO_ROUTE, "three", "w3")).isFalse();
  }

  @Test
  void aWebhookIsLeftToOthersForAMomentOnly() {
    doubts.isOurs(NO_ROUTE, "one", "w1");
    doubts.isOurs(NO_ROUTE, "two", "w2");
    doubts.isOurs(NO_ROUTE, "three", "w3");
    nanos.pass(Duration.ofSeconds(5));

    assertThat(doubts.passedOver()).isEmpty();
  }

  @Test
  void itIsToldOnceAndOnceWhenItIsOver() {
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < 100; i++) {
        doubts.isOurs(NO_ROUTE, "workspace-" + i, "w" + i);
      }
      doubts.answered();

      assertThat(log.events())
          .extracting(ILoggingEvent::getLevel)
          .containsExactly(Level.WARN, Level.INFO);
    }
  }
}
