package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthObservation.Seen;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Guarantees N and B: an endpoint that is not well gets little, and no state of it lasts for ever.
 */
class StandardHealthTest {
  private static final Instant START = Instant.parse("2026-05-13T19:24:02Z");

  /** The longest pause that a random number can make. */
  private static final RandomGenerator LONGEST = new Fixed(-1L);

  private final HealthPolicy policy = HealthPolicy.builder().random(LONGEST).build();
  private Instant now = START;
  private WebhookHealth health = WebhookHealth.healthy();

  private record Fixed(long bits) implements RandomGenerator {
    @Override
    public long nextLong() {
      return bits;
    }
  }

  @Test
  void whatNeverFailsIsNotRemembered() {
    see(acknowledged("a"));

    assertThat(health).isEqualTo(WebhookHealth.healthy());
  }

  @Test
  void fiveFailuresInARowPauseOnceTenSecondsArePassed() {
    for (int i = 0; i < 7; i++) {
      see(failed("d" + i));
    }
    assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(health.consecutiveFailures()).isEqualTo(7);

    after(Duration.ofSeconds(10));
    see(failed("d8"));

    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
    assertThat(untilOver()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
    assertThat(health.failingSince()).isEqualTo(START);
  }

  @Test
  void aLoneDeliveryNeverPauses() {
    for (int i = 0; i < 30; i++) {
      after(Duration.ofSeconds(2));
      see(failed("alone"));
    }

    assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void halfOfTwentyWithinAMinutePauses() {
    for (int i = 0; i < 10; i++) {
      after(Duration.ofSeconds(1));
      see(failed("f" + i));
      see(acknowledged("a" + i));
      assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
    }
    see(failed("f"));

    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
  }

  @Test
  void lessThanHalfDoesNot() {
    for (int i = 0; i < 30; i++) {
      after(Duration.ofSeconds(1));
      see(failed("f" + i), acknowledged("a" + i), acknowledged("b" + i));
    }

    assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aPauseGrowsWithEachProbeThatFails() {
    pause();
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      probe(failed("p" + i));
      assertThat(health.state()).isEqualTo(HealthState.PAUSED);
      seconds.add(untilOver().plusMillis(1).toSeconds());
    }

    assertThat(seconds).containsExactly(60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L, 3600L);
  }

  @Test
  void aPauseIsAtLeastHalfOfItself() {
    WebhookHealth paused =
        new StandardHealth.Builder()
            .random(new Fixed(0))
            .build()
            .after(failingForLong(), seen(failed("e")));

    assertThat(paused.blockedUntil()).isEqualTo(now.plusSeconds(15));
  }

  @Test
  void whatWasClaimedBeforeThePauseDoesNotLengthenIt() {
    pause();
    Instant until = health.blockedUntil();

    see(failed("late"), acknowledged("late too"));

    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
    assertThat(health.blockedUntil()).isEqualTo(until);
  }

  @Test
  void whatIsNotTheProbeDoesNotEndItsRound() {
    pause();
    after(untilOver());
    health = health.toBuilder().round(new Round(1, "probe", now.plusSeconds(30))).build();

    see(failed("late"));
    health = policy.after(health, new HealthObservation(List.of(), 0, false, now));

    assertThat(health.round()).isNotNull();
    assertThat(health.claimableFrom()).isEqualTo(now.plusSeconds(30));
  }

  @Test
  void recoveringDoublesTheWindowWithEveryRound() {
    pause();
    probe(acknowledged("p"));
    assertThat(health.state()).isEqualTo(HealthState.RECOVERING);
    List<Integer> windows = new ArrayList<>();
    while (health.state() == HealthState.RECOVERING) {
      windows.add(health.window());
      round(health.window(), 0);
    }

    assertThat(windows).containsExactly(1, 2, 4, 8, 16, 32);
    assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(health.claimableFrom()).isNull();
  }

  @Test
  void aFailureHalvesTheWindowAndThreeInARowPauseAgainForLonger() {
    pause();
    probe(acknowledged("p"));
    round(1, 0);
    round(2, 0);
    round(4, 0);
    assertThat(health.window()).isEqualTo(8);

    round(7, 1);
    assertThat(health.window()).isEqualTo(4);
    round(0, 4);

    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
    assertThat(untilOver().plusMillis(1).toSeconds()).isEqualTo(60);
  }

  /** A hanging POST of long ago says nothing about how the endpoint takes several at a time. */
  @Test
  void whatWasClaimedBeforeARoundOfSeveralIsNoneOfIt() {
    pause();
    probe(acknowledged("p"));
    round(1, 0);
    round(2, 0);
    open(4, null);

    see(late(acknowledged("a")), late(acknowledged("b")), late(acknowledged("c")));
    see(late(failed("d")));
    assertThat(health.round()).extracting(Round::left).isEqualTo(4);
    assertThat(health.window()).isEqualTo(4);

    see(acknowledged("1"), acknowledged("2"), acknowledged("3"));
    assertThat(health.window()).isEqualTo(4);
    see(acknowledged("4"));
    assertThat(health.window()).isEqualTo(8);
  }

  @Test
  void recoveryIsOverWhenNothingWaits() {
    pause();
    after(untilOver());
    open(1, "p");
    health = policy.after(health, new HealthObservation(List.of(acknowledged("p")), 0, true, now));

    assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(health.changedAt()).isEqualTo(now);

    after(Duration.ofMinutes(1));
    health = policy.after(health, HealthObservation.ofTime(now));
    assertThat(health).isEqualTo(WebhookHealth.healthy());
  }

  /** As when what waited was cancelled, or given up, or never was. */
  @Test
  void recoveryIsOverWhenAReviewFindsThatNothingWaits() {
    pause();
    probe(acknowledged("p"));
    open(1, "u");
    review(true);
    assertThat(health.state()).as("one is under way").isEqualTo(HealthState.RECOVERING);

    after(Duration.ofSeconds(30));
    review(false);
    assertThat(health.state()).as("something waits").isEqualTo(HealthState.RECOVERING);
    review(true);

    assertThat(health.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(health.window()).isZero();
    assertThat(health.claimableFrom()).isNull();
  }

  @Test
  void aPauseIsNotOverBecauseNothingWaits() {
    pause();
    after(untilOver());
    review(true);

    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
    assertThat(health.window()).isEqualTo(1);
  }

  @Test
  void aRoundThatCameBackUnsentChangesNothing() {
    pause();
    probe(acknowledged("p"));
    open(1, "u");
    health = policy.after(health, new HealthObservation(List.of(), 1, false, now));

    assertThat(health.state()).isEqualTo(HealthState.RECOVERING);
    assertThat(health.window()).isEqualTo(1);
    assertThat(health.round()).isNull();
  }

  @Test
  void anEndpointThatAsksToWaitGetsNothingUntilThen() {
    see(asks("a", Duration.ofSeconds(20)), asks("b", Duration.ofSeconds(20)));

    assertThat(health.state()).isEqualTo(HealthState.THROTTLED);
    assertThat(untilOver()).isEqualTo(Duration.ofSeconds(20));
    assertThat(health.consecutiveFailures()).isZero();
    assertThat(health.failingSince()).isNull();
  }

  /** What was claimed before a pause asks to wait while its probe is under way. */
  @Test
  void aWishToWaitThatComesLateLeavesTheRoundOpen() {
    pause();
    after(untilOver());
    health = health.toBuilder().round(new Round(1, "probe", now.plusSeconds(30))).build();

    see(asks("late", Duration.ofSeconds(20)));

    assertThat(health.state()).isEqualTo(HealthState.THROTTLED);
    assertThat(health.round()).isNotNull();
    assertThat(health.claimableFrom()).isEqualTo(now.plusSeconds(30));
    see(acknowledged("probe"));
    assertThat(untilOver()).as("the wait goes on").isEqualTo(Duration.ofSeconds(20));
    assertThat(health.round()).isNull();
    after(Duration.ofSeconds(20));
    probe(acknowledged("next"));
    assertThat(health.state()).isEqualTo(HealthState.RECOVERING);
  }

  @Test
  void waitsDoubleFromTheSecondInARowOnUpToAnHour() {
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      probe(asks("a", Duration.ofMinutes(4)));
      minutes.add(untilOver().toMinutes());
    }
    assertThat(minutes).containsExactly(4L, 8L, 16L, 32L, 60L, 60L);

    probe(acknowledged("a"));
    probe(asks("b", Duration.ofMinutes(4)));
    assertThat(untilOver()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void oneThatOnlyEverAsksToWaitIsNeverPausedNorDisabled() {
    for (int i = 0; i < 300; i++) {
      probe(asks("a" + i, Duration.ofHours(1)));
      assertThat(health.state()).isEqualTo(HealthState.THROTTLED);
    }

    assertThat(health.disableReason()).isNull();
    assertThat(health.warnedPercent()).isZero();
  }

  @Test
  void fiveDaysOfFailuresDisableAfterTwoWarnings() {
    List<String> story = new ArrayList<>();
    for (int hour = 0; hour < 130 && health.disableReason() == null; hour++) {
      WebhookHealth before = health;
      probe(failed("f" + hour));
      after(Duration.ofMinutes(59));
      if (health.warnedPercent() > before.warnedPercent()) {
        story.add(health.warnedPercent() + " after " + Duration.between(START, now).toHours());
      }
    }

    assertThat(story).hasSize(2);
    assertThat(story.get(0)).startsWith("50 after 6");
    assertThat(story.get(1)).startsWith("90 after 10");
    assertThat(health.disableReason())
        .isEqualTo("its endpoint has done nothing but fail for 5 days");
    assertThat(Duration.between(START, now)).isBetween(Duration.ofDays(5), Duration.ofHours(124));
  }

  @Test
  void oneSuccessBeginsTheFiveDaysAnew() {
    for (int hour = 0; hour < 200; hour++) {
      probe(hour % 100 == 99 ? acknowledged("a" + hour) : failed("f" + hour));
      after(Duration.ofHours(1));
      assertThat(health.disableReason()).isNull();
    }
  }

  @Test
  void failuresOfLongAgoDisableNobody() {
    for (int i = 0; i < 30; i++) {
      probe(failed("f" + i));
    }
    after(Duration.ofDays(6));
    health = policy.after(health, HealthObservation.ofTime(now));

    assertThat(health.disableReason()).isNull();
  }

  @Test
  void goneDisablesAtOnce() {
    see(gone("a"));

    assertThat(health.disableReason()).contains("410");
    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
  }

  /** Before anybody came to disable it: what was claimed earlier may still be acknowledged. */
  @Test
  void goneIsNotTakenBackByWhatWasSentBefore() {
    see(gone("a"), acknowledged("b"));
    see(acknowledged("c"));

    assertThat(health.disableReason()).contains("410");
    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
  }

  /** A property: whatever happens, a wait that was asked for only delays. */
  @Test
  void askingToWaitOnlyDelays() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      now = START;
      health = WebhookHealth.healthy();
      for (int step = 0; step < 60; step++) {
        after(Duration.ofMillis(random.nextInt(40_000)));
        Instant blocked = health.blockedUntil();
        if (health.claimableFrom() == null || !now.isBefore(health.claimableFrom())) {
          open(Math.max(1, health.window()), null);
        }
        Duration hint = Duration.ofSeconds(1 + random.nextInt(7_200));
        see(
            switch (random.nextInt(3)) {
              case 0 -> asks("d" + step, hint);
              case 1 -> failed("d" + step);
              default -> acknowledged("d" + step);
            });
        if (blocked != null && blocked.isAfter(now)) {
          assertThat(health.blockedUntil()).as("seed %s", seed).isAfterOrEqualTo(blocked);
        }
        if (health.blockedUntil() != null) {
          assertThat(Duration.between(now, health.blockedUntil()))
              .isLessThanOrEqualTo(Duration.ofHours(1));
        }
      }
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    StandardHealth.Builder builder = HealthPolicy.builder();

    assertThatThrownBy(() -> builder.firstPause(Duration.ZERO)).hasMessageContaining("firstPause");
    assertThatThrownBy(() -> builder.disableAfter(Duration.ofDays(-1)))
        .hasMessageContaining("disableAfter");
    assertThatThrownBy(() -> builder.fullWindow(0)).hasMessageContaining("fullWindow");
    assertThatThrownBy(() -> builder.firstPause(Duration.ofHours(2)).build())
        .hasMessageContaining("longestPause");
  }

  private WebhookHealth failingForLong() {
    return WebhookHealth.builder().failing(now.minusSeconds(30), 9).lastFailureAt(now).build();
  }

  private void pause() {
    health = policy.after(failingForLong(), seen(failed("first")));
    assertThat(health.state()).isEqualTo(HealthState.PAUSED);
  }

  /** Waits until one may be sent, and sends it. */
  private void probe(Seen attempt) {
    Instant from = health.claimableFrom();
    if (from != null && from.isAfter(now)) {
      now = from;
    }
    open(1, attempt.deliveryId());
    see(attempt);
  }

  private void round(int acknowledged, int failed) {
    open(acknowledged + failed, null);
    List<Seen> all = new ArrayList<>();
    all.addAll(Collections.nCopies(acknowledged, acknowledged("a")));
    for (int i = 0; i < failed; i++) {
      all.add(failed("f" + i));
    }
    all.forEach(this::see); // each stored by itself
  }

  private void open(int count, @Nullable String deliveryId) {
    if (health.window() > 0) {
      health = health.toBuilder().round(new Round(count, deliveryId, now.plusSeconds(30))).build();
    }
  }

  private void review(boolean idle) {
    health = policy.after(health, new HealthObservation(List.of(), 0, idle, now));
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  private Duration untilOver() {
    Instant until = health.blockedUntil();
    assertThat(until).isNotNull();
    return Duration.between(now, until);
  }

  private void see(Seen... attempts) {
    health = policy.after(health, seen(attempts));
  }

  private HealthObservation seen(Seen... attempts) {
    Round round = health.round();
    List<Seen> marked = new ArrayList<>();
    for (Seen attempt : attempts) {
      boolean isOther =
          round == null
              || (round.deliveryId() != null && !round.deliveryId().equals(attempt.deliveryId()));
      marked.add(isOther ? late(attempt) : attempt);
    }
    return new HealthObservation(marked, 0, false, now);
  }

  private static Seen acknowledged(String id) {
    return new Seen(id, true, 200, null, true);
  }

  private static Seen failed(String id) {
    return new Seen(id, false, 500, null, true);
  }

  private static Seen asks(String id, Duration wait) {
    return new Seen(id, false, 429, wait, true);
  }

  private static Seen gone(String id) {
    return new Seen(id, false, 410, null, true);
  }

  /** As if it had been claimed before the round that is under way. */
  private static Seen late(Seen seen) {
    return new Seen(
        seen.deliveryId(), seen.acknowledged(), seen.httpStatus(), seen.askedToWait(), false);
  }
}
