package dev.webhooks.policy;

import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthObservation.Seen;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookHealth.Tally;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One judgement of one webhook. Not thread safe. */
final class HealthJudgement {
  private static final Duration TALLY_SPAN = Duration.ofMinutes(1);
  private static final int TALLY_ATTEMPTS = 20;

  /** So long what became healthy is remembered, so that every node learns of it. */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private static final int FAILURES_OF_RECOVERY = 3;
  private static final int FEWEST_FAILURES = 20;
  private static final int GONE = 410;
  private static final String IS_GONE = "its endpoint answered 410, so it wants no more events";

  private final StandardHealth policy;
  private final WebhookHealth before;
  private final Instant now;

  private HealthState state;
  private @Nullable Instant changedAt;
  private @Nullable Instant blockedUntil;
  private int window;
  private @Nullable Round round;
  private int roundFailures;
  private boolean roundAcknowledged;
  private boolean roundFailed;
  private @Nullable Instant failingSince;
  private int failures;
  private @Nullable Instant lastFailureAt;
  private @Nullable String onlyDelivery;
  private int pauses;
  private int waits;
  private @Nullable Tally tally;
  private int warnedPercent;
  private @Nullable String disableReason;

  HealthJudgement(StandardHealth policy, WebhookHealth before, Instant now) {
    this.policy = policy;
    this.before = before;
    this.now = now;
    this.state = before.state();
    this.changedAt = before.changedAt();
    this.blockedUntil = before.blockedUntil();
    this.window = before.window();
    this.round = before.round();
    this.roundFailures = before.roundFailures();
    this.failingSince = before.failingSince();
    this.failures = before.consecutiveFailures();
    this.lastFailureAt = before.lastFailureAt();
    this.onlyDelivery = before.onlyDelivery();
    this.pauses = before.pauses();
    this.waits = before.waits();
    this.tally = before.tally();
    this.warnedPercent = before.warnedPercent();
    this.disableReason = before.disableReason();
  }

  WebhookHealth of(HealthObservation seen) {
    if (tally != null && isOver(tally.since().plus(TALLY_SPAN))) {
      tally = null;
    }
    for (Seen attempt : seen.attempts()) {
      boolean ofRound = attempt.ofRound() && endsOneOfRound();
      if (attempt.acknowledged()) {
        acknowledged(ofRound);
      } else if (attempt.askedToWait() != null) {
        askedToWait(attempt.askedToWait(), ofRound);
      } else {
        failed(attempt, ofRound);
      }
    }
    for (int i = 0; i < seen.unsentOfRound(); i++) {
      endsOneOfRound();
    }
    judgeRound(seen.idle());
    judgeDisabling();
    if (disableReason != null && state != HealthState.PAUSED) {
      pause(); // until it is disabled, and so that whoever reviews finds it
    }
    return isForgotten() ? WebhookHealth.healthy() : built();
  }

  /** False if what came before it ended the round. */
  private boolean endsOneOfRound() {
    if (round == null) {
      return false;
    }
    round = round.left() <= 1 ? null : new Round(round.left() - 1, null, round.until());
    return true;
  }

  private void acknowledged(boolean ofRound) {
    failingSince = null;
    failures = 0;
    onlyDelivery = null;
    waits = 0;
    warnedPercent = 0;
    if (!IS_GONE.equals(disableReason)) {
      disableReason = null;
    }
    count(false);
    roundAcknowledged |= ofRound;
  }

  private void failed(Seen attempt, boolean ofRound) {
    onlyDelivery =
        failures == 0 || attempt.deliveryId().equals(onlyDelivery) ? attempt.deliveryId() : null;
    failingSince = failingSince == null ? now : failingSince;
    failures++;
    lastFailureAt = now;
    waits = 0;
    count(true);
    if (Integer.valueOf(GONE).equals(attempt.httpStatus())) {
      disableReason = IS_GONE;
    }
    if (ofRound) {
      roundFailures++;
      roundFailed = true;
      window = Math.max(1, window / 2);
    }
    boolean again = ofRound && state == HealthState.PAUSED;
    boolean relapsed =
        state == HealthState.RECOVERING && onlyDelivery == null && failures >= FAILURES_OF_RECOVERY;
    if (again || relapsed || (state != HealthState.PAUSED && isTripped())) {
      pause();
    }
  }

  private void count(boolean failure) {
    if (tally != null || failure) {
      Tally sofar = tally == null ? new Tally(now, 0, 0) : tally;
      tally = new Tally(sofar.since(), sofar.attempts() + 1, sofar.failures() + (failure ? 1 : 0));
    }
  }

  private boolean isTripped() {
    boolean inARow =
        onlyDelivery == null
            && failures >= policy.tripFailures()
            && failingSince != null
            && isOver(failingSince.plus(policy.tripSpan()));
    return inARow || mostFail();
  }

  private boolean mostFail() {
    if (tally == null
        || tally.attempts() < TALLY_ATTEMPTS
        || 2 * tally.failures() < tally.attempts()) {
      return false;
    }
    boolean ofOneAlone = onlyDelivery != null && failures >= tally.failures();
    return !ofOneAlone;
  }

  private void pause() {
    pauses++;
    waits = 0;
    block(HealthState.PAUSED, now.plus(policy.pause(pauses)));
  }

  /** Of several that are asked to wait together, one counts. */
  private void askedToWait(Duration asked, boolean ofRound) {
    boolean waitsAlready = state == HealthState.THROTTLED && !isOver(blockedUntil);
    if (state == HealthState.PAUSED && !isOver(blockedUntil)) {
      return; // claimed before the pause: that one goes on
    }
    waits = waitsAlready ? Math.max(1, waits) : waits + 1;
    Instant until = now.plus(policy.waitFor(asked, waits));
    if (blockedUntil == null || !waitsAlready || until.isAfter(blockedUntil)) {
      Round underWay = ofRound ? null : round; // it says more than what was claimed before it
      block(HealthState.THROTTLED, until);
      round = underWay;
    }
  }

  /** Nothing until then, or longer if that was so before, and one delivery after that. */
  private void block(HealthState next, Instant until) {
    state = next;
    changedAt = now;
    blockedUntil = blockedUntil == null || blockedUntil.isBefore(until) ? until : blockedUntil;
    window = 1;
    round = null;
    roundFailures = 0;
    roundAcknowledged = false;
    roundFailed = true;
    tally = null;
  }

  private void judgeRound(boolean idle) {
    boolean isWindowed = window > 0 && before.window() > 0;
    boolean isRoundOpen = round != null && !isOver(round.until());
    if (isWindowed && idle && state == HealthState.RECOVERING && !isRoundOpen && !roundFailed) {
      becomeHealthy(); // there is nothing by which it could prove more
      return;
    }
    if (!isWindowed || round != null || roundFailed || !isOver(blockedUntil)) {
      roundFailures = round == null ? 0 : roundFailures;
      return;
    }
    boolean wentWell = roundAcknowledged && roundFailures == 0;
    roundFailures = 0;
    if (wentWell) {
      if (idle || (state == HealthState.RECOVERING && window >= policy.fullWindow())) {
        becomeHealthy();
      } else if (state == HealthState.RECOVERING) {
        window = 2 * window;
      } else {
        recover();
      }
    }
  }

  private void recover() {
    state = HealthState.RECOVERING;
    changedAt = now;
    blockedUntil = null;
    window = 1;
  }

  private void becomeHealthy() {
    state = HealthState.HEALTHY;
    changedAt = now;
    blockedUntil = null;
    window = 0;
    round = null;
    roundFailures = 0;
    pauses = 0;
    tally = null;
  }

  private void judgeDisabling() {
    Duration disableAfter = policy.disableAfter();
    if (failingSince == null || lastFailureAt == null || disableAfter == null) {
      return;
    }
    boolean isFailingStill = !isOver(lastFailureAt.plus(policy.failingFor(disableAfter)));
    if (!isFailingStill || disableReason != null) {
      return;
    }
    int percent = percent(Duration.between(failingSince, now), disableAfter);
    Duration span = Duration.between(failingSince, lastFailureAt);
    boolean isSpread = span.compareTo(disableAfter.dividedBy(10)) >= 0;
    if (percent >= 100 && failures >= FEWEST_FAILURES && isSpread) {
      disableReason = "its endpoint has done nothing but fail for " + words(disableAfter);
    }
    int due = percent >= 90 ? 90 : percent >= 50 ? 50 : 0;
    if (due > warnedPercent && 100 * failures >= due * FEWEST_FAILURES) {
      warnedPercent = due;
    }
  }

  private static String words(Duration duration) {
    return duration.compareTo(Duration.ofDays(2)) >= 0
        ? duration.toDays() + " days"
        : NamedPolicy.words(duration);
  }

  private static int percent(Duration part, Duration whole) {
    return (int) Math.min(100, (long) (100.0 * part.toMillis() / Math.max(1, whole.toMillis())));
  }

  private boolean isForgotten() {
    return state == HealthState.HEALTHY
        && failingSince == null
        && tally == null
        && disableReason == null
        && (changedAt == null || isOver(changedAt.plus(REMEMBERED_FOR)));
  }

  private boolean isOver(@Nullable Instant time) {
    return time == null || !now.isBefore(time);
  }

  private WebhookHealth built() {
    return WebhookHealth.builder()
        .state(state, changedAt)
        .blockedUntil(blockedUntil)
        .window(window)
        .round(round)
        .roundFailures(roundFailures)
        .failing(failingSince, failures)
        .lastFailureAt(lastFailureAt)
        .onlyDelivery(onlyDelivery)
        .pauses(pauses)
        .waits(waits)
        .tally(tally)
        .warnedPercent(warnedPercent)
        .disableReason(disableReason)
        .build();
  }
}
