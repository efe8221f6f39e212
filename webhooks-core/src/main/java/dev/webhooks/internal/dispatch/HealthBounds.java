package dev.webhooks.internal.dispatch;

import dev.webhooks.model.Invisible;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookHealth.Tally;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every store can keep of a webhook's health: a record beyond that would have the transaction
 * fail that stores outcomes.
 */
final class HealthBounds {
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int MAX_REASON = 200;
  private static final int MAX_ID = 30;

  private HealthBounds() {}

  /** What is beyond them, for people to read; null if nothing is. */
  static @Nullable String flaw(WebhookHealth health) {
    Round round = health.round();
    Tally tally = health.tally();
    if (!times(health, round, tally)) {
      return "a time is not from 1970 to 9999";
    }
    if (!counts(health, round, tally)) {
      return "a count is negative";
    }
    if (!isId(health.onlyDelivery()) || (round != null && !isId(round.deliveryId()))) {
      return "the id of a delivery is longer than " + MAX_ID + " characters";
    }
    String reason = health.disableReason();
    boolean isLine =
        reason == null
            || (!reason.isBlank()
                && reason.length() <= MAX_REASON
                && reason.codePoints().noneMatch(Invisible::is));
    return isLine
        ? null
        : "disableReason is not 1 to " + MAX_REASON + " characters, none of them invisible";
  }

  private static boolean times(WebhookHealth health, @Nullable Round round, @Nullable Tally tally) {
    return Stream.of(
            health.changedAt(),
            health.blockedUntil(),
            health.failingSince(),
            health.lastFailureAt(),
            round == null ? null : round.until(),
            tally == null ? null : tally.since())
        .filter(Objects::nonNull)
        .allMatch(time -> !time.isBefore(FIRST) && !time.isAfter(LAST));
  }

  private static boolean counts(
      WebhookHealth health, @Nullable Round round, @Nullable Tally tally) {
    return IntStream.of(
            health.roundFailures(),
            health.consecutiveFailures(),
            health.pauses(),
            health.waits(),
            health.warnedPercent(),
            round == null ? 0 : round.left(),
            tally == null ? 0 : tally.attempts(),
            tally == null ? 0 : tally.failures())
        .allMatch(count -> count >= 0);
  }

  private static boolean isId(@Nullable String id) {
    return id == null || id.length() <= MAX_ID;
  }
}
