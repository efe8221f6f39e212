package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.FailureKind;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailedAttemptsTest {
  private static final Instant CREATED = Instant.parse("2026-05-13T19:24:00Z");
  private static final Instant AT = CREATED.plusSeconds(40);
  private static final Duration TOOK = Duration.ofSeconds(2);

  @Test
  void aPolicySeesTheAnswerTheRoundAndTheAge() {
    FailedAttempt failed = failed(503, "Wed, 13 May 2026 19:25:42 GMT", null);

    assertThat(failed.number()).isEqualTo(3);
    assertThat(failed.kind()).isEqualTo(FailureKind.STATUS);
    assertThat(failed.httpStatus()).isEqualTo(503);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(failed.age()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void anAnswerThatBrokeOffHasAStatusAllTheSame() {
    FailedAttempt failed = failed(500, "7", HttpFailure.BROKEN_OFF);

    assertThat(failed.kind()).isEqualTo(FailureKind.STATUS);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aStatusThatHttpDoesNotKnowIsAnAnswerThatMakesNoSense() {
    FailedAttempt failed = failed(99, "7", null);

    assertThat(failed.kind()).isEqualTo(FailureKind.PROTOCOL);
    assertThat(failed.httpStatus()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureHasAKindAndNoneIsAStatus(HttpFailure.Kind kind) {
    FailedAttempt failed = failed(null, null, new HttpFailure(kind, "It failed.", null));

    assertThat(failed.kind()).isNotEqualTo(FailureKind.STATUS);
    assertThat(failed.httpStatus()).isNull();
    assertThat(failed.retryAfter()).isNull();
  }

  @Test
  void aNodeWhoseClockIsBehindTheStoresSeesNoNegativeAge() {
    Attempt early =
        Attempt.builder(1, CREATED.minusSeconds(5), TOOK)
            .httpStatus(500)
            .error("it failed")
            .build();

    assertThat(FailedAttempts.of(claim(0), early, reply(500, null, null)).age()).isZero();
  }

  private static FailedAttempt failed(
      @Nullable Integer status, @Nullable String retryAfter, @Nullable HttpFailure failure) {
    Attempt attempt = Attempt.builder(8, AT, TOOK).httpStatus(status).error("it failed").build();
    return FailedAttempts.of(claim(5), attempt, reply(status, retryAfter, failure));
  }

  private static HttpReply reply(
      @Nullable Integer status, @Nullable String retryAfter, @Nullable HttpFailure failure) {
    return new HttpReply(status, null, null, retryAfter, null, new byte[0], false, failure, TOOK);
  }

  private static ClaimedDelivery claim(int roundStart) {
    DeliveryReference delivery =
        DeliveryReference.builder("dlv_1")
            .event("evt_1", "a.b")
            .workspace("acme")
            .webhookId("wh_1")
            .createdAt(CREATED)
            .build();
    return ClaimedDelivery.builder(delivery, 1).body(new byte[0]).attempts(7, roundStart).build();
  }
}
