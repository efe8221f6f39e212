package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.NOON;
import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.LatencyHistogram;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What {@link dev.webhooks.spi.StatsStore} must count.
 *
 * @param <S> the store's type
 */
public interface StatsContract<S extends Store> extends StoreFixture<S> {
  /** 12:00 of the samples' day. */
  Instant HOUR = StatsStep.HOUR.startOf(NOON);

  @Test
  default void attemptsAreCountedByTheMinuteInWhichTheyStarted() {
    Webhook webhook = activeWebhook();
    attempt(webhook, HOUR.plusSeconds(59), 10, true);
    attempt(webhook, HOUR.plusSeconds(60), 20, true);
    attempt(webhook, HOUR.plusSeconds(61), 300, false);
    attempt(webhook, HOUR.plusSeconds(119), 20, true);

    assertThat(otherNode().sumAttempts(minutes(webhook)))
        .containsExactly(sums(HOUR, 1, 0, 10), sums(HOUR.plusSeconds(60), 2, 1, 20, 300, 20));
  }

  @Test
  default void attemptsAreCountedByTheHourToo() {
    Webhook webhook = activeWebhook();
    attempt(webhook, HOUR.minusMillis(1), 10, false);
    attempt(webhook, HOUR, 20, true);
    attempt(webhook, HOUR.plusSeconds(3_599), 30, true);

    assertThat(otherNode().sumAttempts(hours(webhook)))
        .containsExactly(sums(HOUR.minusSeconds(3_600), 0, 1, 10), sums(HOUR, 2, 0, 20, 30));
  }

  @Test
  default void aWorkspaceCountsAllItsWebhooksAndNoOther() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    Webhook foreign = register(Samples.webhook(OTHER_WORKSPACE));
    attempt(one, HOUR, 10, true);
    attempt(two, HOUR, 20, false);
    attempt(foreign, HOUR, 30, true);

    assertThat(store().sumAttempts(hours(null))).containsExactly(sums(HOUR, 1, 1, 10, 20));
    assertThat(store().sumAttempts(hours(two))).containsExactly(sums(HOUR, 0, 1, 20));
    assertThat(store().sumAttempts(query(foreign.id(), StatsStep.HOUR))).isEmpty();
  }

  @Test
  default void whatStartedBeforeOrAfterIsNotCounted() {
    Webhook webhook = activeWebhook();
    attempt(webhook, HOUR.minusMillis(1), 10, true);
    attempt(webhook, HOUR, 20, true);
    attempt(webhook, HOUR.plusSeconds(60), 30, true);

    StatsQuery oneMinute =
        StatsQuery.builder(WORKSPACE).between(HOUR, HOUR.plusSeconds(60)).build();
    assertThat(store().sumAttempts(oneMinute)).containsExactly(sums(HOUR, 1, 0, 20));
  }

  /** Guarantee F: what is not recorded is not counted. */
  @Test
  default void whatIsFencedOffOrToldTwiceIsNotCounted() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> lost = claimAll();
    passTime(lease().plus(unit()));
    List<ClaimedDelivery> claims = claimAll();
    List<Completion> told = claims.stream().map(claim -> delivered(claim, HOUR, 10)).toList();

    store().complete(lost.stream().map(claim -> delivered(claim, HOUR, 999)).toList());
    store().complete(told);
    store().complete(told);
    List<Completion> mixed = new ArrayList<>(told);
    append(webhook);
    mixed.add(delivered(claimOne(), HOUR, 30));
    otherNode().complete(mixed);

    assertThat(store().sumAttempts(hours(webhook))).containsExactly(sums(HOUR, 3, 0, 10, 10, 30));
  }

  @Test
  default void whatEndsWithoutAnAttemptIsNotCounted() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> claims = claimAll();

    store()
        .complete(
            List.of(
                Completion.unsendable(claims.get(0), "no key"),
                Completion.released(claims.get(1), Duration.ZERO)));

    assertThat(store().sumAttempts(hours(webhook))).isEmpty();
  }

  /** A POST that was out when its webhook was deleted is in the log, and so it counts. */
  @Test
  default void anAttemptThatOutlivedItsWebhookIsCounted() {
    Webhook webhook = activeWebhook();
    attempt(webhook, HOUR, 10, true);
    append(webhook);
    ClaimedDelivery claim = claimOne();
    assertThat(store().delete(WORKSPACE, webhook.id())).isTrue();

    store().complete(List.of(delivered(claim, HOUR, 20)));

    assertThat(store().sumAttempts(hours(null))).containsExactly(sums(HOUR, 2, 0, 10, 20));
    assertThat(store().sumAttempts(hours(webhook))).containsExactly(sums(HOUR, 2, 0, 10, 20));
  }

  @Test
  default void manyGroupsFromSeveralNodesAddUp() {
    List<Webhook> webhooks = List.of(activeWebhook(), activeWebhook(), activeWebhook());
    for (int i = 0; i < 60; i++) {
      for (Webhook webhook : webhooks) {
        append(webhook, 2);
      }
    }
    List<ClaimedDelivery> claims = claimAll();

    Race.run(
        4,
        thread -> {
          for (int i = thread; i < claims.size(); i += 4) {
            node(thread).complete(List.of(delivered(claims.get(i), HOUR, 10)));
          }
          return true;
        });

    assertThat(store().sumAttempts(minutes(null)))
        .extracting(AttemptSums::attempts)
        .containsExactly(new AttemptCounts(360, 0));
    for (Webhook webhook : webhooks) {
      assertThat(store().sumAttempts(hours(webhook)))
          .extracting(AttemptSums::attempts)
          .containsExactly(new AttemptCounts(120, 0));
    }
  }

  @Test
  default void theLastHourTheLastDayAndTheLastSuccessAreSaidOfEachWebhook() {
    Webhook busy = activeWebhook();
    Webhook failing = activeWebhook();
    Webhook foreign = register(Samples.webhook(OTHER_WORKSPACE));
    attempt(busy, HOUR.minus(Duration.ofDays(2)), 10, true);
    attempt(busy, HOUR.minus(Duration.ofHours(5)), 10, true);
    attempt(busy, HOUR.minus(Duration.ofHours(4)), 10, false);
    attempt(busy, HOUR.plusSeconds(70), 10, true);
    attempt(failing, HOUR.minus(Duration.ofDays(3)), 10, true);
    attempt(failing, HOUR.plusSeconds(80), 10, false);
    attempt(foreign, HOUR, 10, true);

    Map<String, RecentAttempts> recent =
        store()
            .recentAttempts(
                WORKSPACE,
                List.of(busy.id(), failing.id(), foreign.id()),
                HOUR,
                HOUR.minus(Duration.ofDays(1)));

    assertThat(recent.get(busy.id()))
        .isEqualTo(
            RecentAttempts.builder()
                .lastHour(new AttemptCounts(1, 0))
                .lastDay(new AttemptCounts(2, 1))
                .lastSuccessAt(HOUR.plusSeconds(70))
                .build());
    assertThat(recent.get(failing.id()))
        .isEqualTo(
            RecentAttempts.builder()
                .lastHour(new AttemptCounts(0, 1))
                .lastDay(new AttemptCounts(0, 1))
                .lastSuccessAt(HOUR.minus(Duration.ofDays(3)))
                .build());
    assertThat(recent.getOrDefault(foreign.id(), RecentAttempts.NONE))
        .isEqualTo(RecentAttempts.NONE);
  }

  @Test
  default void whatWaitsIsCountedWhateverItWaitsFor() {
    Webhook webhook = activeWebhook();
    Webhook idle = activeWebhook();
    Webhook held = disabledWebhook();
    Webhook foreign = register(Samples.webhook(OTHER_WORKSPACE));
    String oldest = append(webhook);
    passTime(unit());
    append(webhook, 2);
    append(held);
    append(foreign);
    ClaimedDelivery claim =
        claimAll().stream().filter(one -> one.id().equals(oldest)).findFirst().orElseThrow();
    store().complete(List.of(Completion.retry(claim, Samples.refused(1), units(9))));

    Map<String, WaitingDeliveries> waiting =
        otherNode().waiting(WORKSPACE, List.of(webhook.id(), held.id(), idle.id(), foreign.id()));

    assertThat(waiting.get(webhook.id()))
        .isEqualTo(new WaitingDeliveries(3, delivery(oldest).createdAt()));
    assertThat(waiting.getOrDefault(held.id(), WaitingDeliveries.NONE).count()).isEqualTo(1);
    assertThat(waiting.getOrDefault(idle.id(), WaitingDeliveries.NONE))
        .isEqualTo(WaitingDeliveries.NONE);
    assertThat(waiting.getOrDefault(foreign.id(), WaitingDeliveries.NONE))
        .isEqualTo(WaitingDeliveries.NONE);
    assertThat(store().waiting(WORKSPACE))
        .isEqualTo(new WaitingDeliveries(4, delivery(oldest).createdAt()));
    assertThat(store().waiting((String) null).count()).isEqualTo(5);
  }

  @Test
  default void whatIsDoneWithDoesNotWait() {
    Webhook webhook = activeWebhook();
    append(webhook);
    store().complete(List.of(delivered(claimOne(), HOUR, 10)));
    Webhook deleted = activeWebhook();
    append(deleted);
    store().delete(WORKSPACE, deleted.id());

    assertThat(store().waiting(WORKSPACE)).isEqualTo(WaitingDeliveries.NONE);
  }

  @Test
  default void whatIsHeldAndResumedWaitsAllTheTime() {
    Webhook webhook = activeWebhook();
    append(webhook, 3);

    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    claimAll();
    assertThat(waitingFor(webhook)).isEqualTo(3);
    changeStatus(disabled, WebhookStatus.ACTIVE);
    assertThat(waitingFor(webhook)).isEqualTo(3);
  }

  private int waitingFor(Webhook webhook) {
    return store()
        .waiting(WORKSPACE, List.of(webhook.id()))
        .getOrDefault(webhook.id(), WaitingDeliveries.NONE)
        .count();
  }

  /** Publishes an event to the webhook alone and records one attempt. */
  private void attempt(Webhook webhook, Instant startedAt, long millis, boolean acknowledged) {
    append(webhook);
    ClaimedDelivery claim = claimOne();
    Attempt attempt =
        Attempt.builder(1, startedAt, Duration.ofMillis(millis))
            .httpStatus(acknowledged ? 200 : 503)
            .error(acknowledged ? null : "status 503")
            .build();
    store()
        .complete(
            List.of(
                acknowledged
                    ? Completion.delivered(claim, attempt)
                    : Completion.exhausted(claim, attempt)));
  }

  private static Completion delivered(ClaimedDelivery claim, Instant startedAt, long millis) {
    return Completion.delivered(
        claim, Attempt.builder(1, startedAt, Duration.ofMillis(millis)).httpStatus(204).build());
  }

  private static AttemptSums sums(Instant start, long acknowledged, long failed, long... millis) {
    LatencyHistogram.Builder latencies = LatencyHistogram.builder();
    for (long one : millis) {
      latencies.add(Duration.ofMillis(one));
    }
    return new AttemptSums(start, new AttemptCounts(acknowledged, failed), latencies.build());
  }

  private static StatsQuery minutes(@Nullable Webhook webhook) {
    return query(webhook == null ? null : webhook.id(), StatsStep.MINUTE);
  }

  private static StatsQuery hours(@Nullable Webhook webhook) {
    return query(webhook == null ? null : webhook.id(), StatsStep.HOUR);
  }

  private static StatsQuery query(@Nullable String webhookId, StatsStep step) {
    return StatsQuery.builder(WORKSPACE)
        .webhookId(webhookId)
        .step(step)
        .between(HOUR.minus(Duration.ofDays(1)), HOUR.plus(Duration.ofDays(1)))
        .build();
  }
}
