package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.ManualNanos;
import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.process.Shortage;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a delivery that could not be sent. */
class UnsentTest {
  private final ManualNanos nanos = new ManualNanos();
  private final SendWindow window = new SendWindow(256, nanos, () -> {});
  private final Unsent unsent = new Unsent(window, new Doubts(nanos), nanos);

  /** Guarantee L: what this process lacks costs no delivery an attempt, however long it lasts. */
  @Test
  void aShortageThatHitsEverybodyGivesBackWithoutAnEnd() {
    for (int i = 0; i < 1_000; i++) {
      Optional<Completion> release = unsent.release(claim("dlv_1"), HttpFailure.EXHAUSTED);

      assertThat(release).hasValueSatisfying(UnsentTest::isGivenBackAtOnce);
      nanos.pass(Duration.ofSeconds(30));
    }
    assertThat(window.isReduced()).isTrue();
  }

  /** Guarantee B: what only one delivery suffers from ends it. */
  @Test
  void aShortageThatOthersDoNotSufferFromCountsInTheEnd() {
    int givenBack = 0;
    while (unsent.release(claim("dlv_1"), HttpFailure.EXHAUSTED).isPresent()) {
      unsent.answered();
      nanos.pass(Duration.ofSeconds(30));
      givenBack++;
      assertThat(givenBack).isLessThan(100);
    }
    assertThat(givenBack).isBetween(Unsent.MOST_GIVE_BACKS, Unsent.MOST_GIVE_BACKS + 1);
  }

  /** Guarantee B: a tenant whose look-ups hang keeps no delivery from its final state. */
  @Test
  void whatATenantCanCauseIsGivenBackForLongerEachTimeAndThenCounts() {
    List<Long> delays = new ArrayList<>();
    Optional<Completion> release = unsent.release(claim("dlv_1"), HttpFailure.OVERLOADED);
    while (release.isPresent()) {
      delays.add(release.get().delay().toSeconds());
      release = unsent.release(claim("dlv_1"), HttpFailure.OVERLOADED);
    }
    assertThat(delays)
        .hasSize(Unsent.MOST_GIVE_BACKS)
        .startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    assertThat(window.isReduced()).as("the others go on").isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_ROUTE", "UNKNOWN_HOST", "LOOKUP_TIMEOUT", "EGRESS_PROXY"})
  void whatMayBeTheEndpointsIsAnAttemptUnlessSeveralWorkspacesSuffer(HttpFailure.Kind kind) {
    HttpFailure failure = failure(kind);
    assertThat(unsent.release(claim("dlv_1", "one"), failure)).isEmpty();
    assertThat(unsent.release(claim("dlv_2", "two"), failure)).isEmpty();
    assertThat(unsent.release(claim("dlv_3", "three"), failure)).isPresent();

    unsent.answered();
    assertThat(unsent.release(claim("dlv_3", "three"), failure)).isEmpty();
  }

  /**
   * Guarantees L and B: an outage that passes costs no attempt, however much waits; what lasts
   * counts, so that nobody's workspaces together keep a delivery from its final state.
   */
  @Test
  void aDoubtIsOfAWebhookAndEndsAfterTwoMinutes() {
    for (String workspace : List.of("one", "two", "three")) {
      unsent.release(claim("dlv_0", workspace), HttpFailure.LOOKUP_TIMEOUT);
    }
    for (int i = 1; i <= 30_000; i++) {
      assertThat(unsent.release(claim("dlv_" + i, "three"), HttpFailure.LOOKUP_TIMEOUT))
          .hasValueSatisfying(end -> assertThat(end.error()).contains("looked up"));
    }
    nanos.pass(Unsent.LONGEST_DOUBT.dividedBy(3));
    inDoubt(true);
    nanos.pass(Unsent.LONGEST_DOUBT.dividedBy(3));
    inDoubt(true);
    nanos.pass(Unsent.LONGEST_DOUBT.dividedBy(2));
    inDoubt(false);
  }

  private void inDoubt(boolean givenBack) {
    unsent.release(claim("dlv_0", "one"), HttpFailure.LOOKUP_TIMEOUT);
    unsent.release(claim("dlv_0", "two"), HttpFailure.LOOKUP_TIMEOUT);
    assertThat(unsent.release(claim("dlv_1", "three"), HttpFailure.LOOKUP_TIMEOUT).isPresent())
        .isEqualTo(givenBack);
  }

  /** Without a descriptor no name is found either. */
  @Test
  void aNodeThatLacksSomethingBelievesNoLookUp() {
    window.shortOf(Shortage.CONNECTIONS);

    assertThat(unsent.release(claim("dlv_1"), HttpFailure.UNKNOWN_HOST)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECTION", "TLS", "TIMEOUT", "PROTOCOL", "REFUSED_ADDRESS", "URL"})
  void whatIsTheEndpointsIsAnAttempt(HttpFailure.Kind kind) {
    assertThat(unsent.release(claim("dlv_1"), failure(kind))).isEmpty();
  }

  private static HttpFailure failure(HttpFailure.Kind kind) {
    return new HttpFailure(kind, "It failed.", null);
  }

  @Test
  void anErrorOfOursIsParkedOnlyAfterManyTries() {
    int givenBack = 0;
    Completion end = unsent.afterError(claim("dlv_1"), new IllegalStateException("a defect"));
    while (end.state() == DeliveryState.PENDING) {
      givenBack++;
      end = unsent.afterError(claim("dlv_1"), new IllegalStateException("a defect"));
    }
    assertThat(givenBack).isEqualTo(Unsent.MOST_GIVE_BACKS);
    assertThat(end.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(end.error()).doesNotContain("a defect");
  }

  @Test
  void anErrorForWantOfMemoryPausesTheNode() {
    Completion end = unsent.afterError(claim("dlv_1"), new OutOfMemoryError("Java heap space"));

    isGivenBackAtOnce(end);
    assertThat(window.isPausing()).isTrue();
  }

  private static void isGivenBackAtOnce(Completion end) {
    assertThat(end.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(end.attempt()).isNull();
    assertThat(end.delay()).isZero();
  }

  private static ClaimedDelivery claim(String id) {
    return claim(id, "acme");
  }

  private static ClaimedDelivery claim(String id, String workspace) {
    DeliveryReference delivery =
        DeliveryReference.builder(id)
            .event("evt", "message.sent")
            .workspace(workspace)
            .webhookId("wh_" + id)
            .createdAt(Instant.EPOCH)
            .build();
    return ClaimedDelivery.builder(delivery, 1).build();
  }
}
