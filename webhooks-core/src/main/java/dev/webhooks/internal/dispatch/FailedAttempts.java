package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.model.Attempt;
import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.FailureKind;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a retry policy gets to see of an attempt. */
final class FailedAttempts {
  private FailedAttempts() {}

  static FailedAttempt of(ClaimedDelivery claim, Attempt attempt, HttpReply reply) {
    Integer status = attempt.httpStatus();
    FailureKind kind = kind(attempt, reply);
    FailedAttempt.Builder failed =
        status == null || kind != FailureKind.STATUS
            ? FailedAttempt.withoutAnswer(kind)
            : FailedAttempt.withStatus(status)
                .retryAfter(reply.retryAfter(attempt.startedAt().plus(attempt.duration())));
    Duration age = Duration.between(claim.delivery().createdAt(), attempt.startedAt());
    return failed
        .number(attempt.number() - claim.attemptsBeforeRound())
        .age(age.isNegative() ? Duration.ZERO : age)
        .build();
  }

  /** Why an attempt failed. */
  static FailureKind kind(Attempt attempt, HttpReply reply) {
    Integer status = attempt.httpStatus();
    if (status == null) {
      return kind(reply.failure());
    }
    return status < 100 ? FailureKind.PROTOCOL : FailureKind.STATUS; // HTTP knows no such status
  }

  private static FailureKind kind(@Nullable HttpFailure failure) {
    if (failure == null) {
      return FailureKind.CONNECTION;
    }
    return switch (failure.kind()) {
      case TIMEOUT -> FailureKind.TIMEOUT;
      case TLS -> FailureKind.TLS;
      case REFUSED_ADDRESS, URL -> FailureKind.REFUSED_ADDRESS;
      case UNKNOWN_HOST, LOOKUP_TIMEOUT -> FailureKind.UNKNOWN_HOST;
      case CONNECTION, NO_ROUTE -> FailureKind.CONNECTION;
      case PROTOCOL -> FailureKind.PROTOCOL;
      case EGRESS_PROXY -> FailureKind.EGRESS_PROXY;
      case CANCELLED, OVERLOADED, EXHAUSTED -> FailureKind.SENDER;
    };
  }
}
