package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.HealthSteps.healthOf;
import static dev.webhooks.testing.contract.HealthSteps.now;
import static dev.webhooks.testing.contract.HealthSteps.pausedUntil;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookHealth.Tally;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore.Review;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How {@link dev.webhooks.spi.HealthStore} remembers webhooks that are not well, finds and reviews
 * them.
 *
 * @param <S> the store's type
 */
public interface HealthRecordContract<S extends Store> extends StoreFixture<S> {

  @Test
  default void everyPartOfARecordComesBack() {
    Webhook webhook = activeWebhook();
    Instant time = Samples.NOON;
    WebhookHealth health =
        WebhookHealth.builder()
            .state(HealthState.RECOVERING, time)
            .blockedUntil(time.plusSeconds(1))
            .window(8)
            .round(new Round(5, "dlv_1", time.plusSeconds(2)))
            .roundFailures(2)
            .failing(time.plusSeconds(3), 7)
            .lastFailureAt(time.plusSeconds(4))
            .onlyDelivery("dlv_2")
            .pauses(3)
            .waits(4)
            .tally(new Tally(time.plusSeconds(5), 20, 9))
            .warnedPercent(50)
            .disableReason("it failed")
            .build();

    store().judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> health);

    assertThat(otherNode().health(List.of(webhook.id(), "wh_none")))
        .isEqualTo(Map.of(webhook.id(), health));
    assertThat(store().unwell(null, 10))
        .containsExactly(new UnwellWebhook(WORKSPACE, webhook.id(), health));
    store().judgeHealth("globex", webhook.id(), (former, observed) -> WebhookHealth.healthy());
    assertThat(healthOf(this, webhook)).isEqualTo(health);
    store().judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> WebhookHealth.healthy());
    assertThat(store().health(List.of(webhook.id()))).isEmpty();
  }

  @Test
  default void aRecordGoesWithItsWebhook() {
    Webhook webhook = activeWebhook();
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(Samples.NOON, Samples.NOON));

    store().delete(WORKSPACE, webhook.id());
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(Samples.NOON, Samples.NOON));

    assertThat(store().health(List.of(webhook.id()))).isEmpty();
    assertThat(store().unwell(null, 10)).isEmpty();
  }

  @Test
  default void unwellWebhooksOfAllWorkspacesComeInPages() {
    List<Webhook> webhooks =
        Stream.of("acme", "globex", "initech").map(Samples::webhook).map(this::register).toList();
    Webhook counted = activeWebhook();
    for (Webhook webhook : webhooks) {
      store()
          .judgeHealth(
              webhook.workspace(),
              webhook.id(),
              (former, observed) -> pausedUntil(Samples.NOON, Samples.NOON));
    }
    store()
        .judgeHealth(
            WORKSPACE,
            counted.id(),
            (former, observed) -> WebhookHealth.builder().failing(Samples.NOON, 1).build());

    List<UnwellWebhook> first = store().unwell(null, 2);
    List<UnwellWebhook> rest = store().unwell(first.get(1).webhookId(), 2);

    assertThat(Stream.concat(first.stream(), rest.stream()).map(UnwellWebhook::webhookId))
        .containsExactlyElementsOf(webhooks.stream().map(Webhook::id).toList());
  }

  @Test
  default void whatChangedLatelyIsFound() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(now.plus(units(9)), now));

    assertThat(otherNode().healthChangedWithin(units(1)))
        .extracting(UnwellWebhook::webhookId)
        .containsExactly(webhook.id());
    assertThat(otherNode().healthChangedWithin(Duration.ofDays(10_000_000))).hasSize(1);
    passTime(units(2));
    assertThat(otherNode().healthChangedWithin(units(1))).isEmpty();
  }

  @Test
  default void aReviewJudgesEveryRecordOnce() {
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(5).toList();
    webhooks.forEach(
        webhook ->
            store()
                .judgeHealth(
                    WORKSPACE,
                    webhook.id(),
                    (former, observed) ->
                        WebhookHealth.builder().failing(Samples.NOON, 1).build()));
    HealthJudge judge =
        (before, seen) -> {
          assertThat(seen.attempts()).isEmpty();
          return before.toBuilder().warnedPercent(50).build();
        };

    List<HealthChange> changes = new ArrayList<>();
    String last = null;
    do {
      Review review = store().reviewHealth(judge, last, 2);
      changes.addAll(review.changes());
      last = review.last();
    } while (last != null);

    assertThat(changes)
        .extracting(HealthChange::webhookId)
        .containsExactlyElementsOf(webhooks.stream().map(Webhook::id).toList());
    assertThat(changes).allMatch(HealthChange::isWarning);
    assertThat(healthOf(this, webhooks.get(4)).warnedPercent()).isEqualTo(50);
    assertThat(store().reviewHealth(HealthJudge.none(), null, 10).changes()).hasSize(5);
    assertThat(store().health(webhooks.stream().map(Webhook::id).toList())).isEmpty();
  }

  /** Nothing else ends a state of a webhook to which nothing more is published. */
  @Test
  default void aReviewSaysWhetherNothingWaitsWhereThereIsAWindow() {
    Webhook idle = activeWebhook();
    Webhook busy = activeWebhook();
    Webhook open = activeWebhook();
    append(busy);
    for (Webhook webhook : List.of(idle, busy, open)) {
      WebhookHealth health =
          WebhookHealth.builder()
              .state(HealthState.RECOVERING, Samples.NOON)
              .window(webhook.equals(open) ? 0 : 2)
              .build();
      store().judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> health);
    }
    HealthJudge judge = (before, seen) -> before.toBuilder().pauses(seen.idle() ? 1 : 2).build();

    store().reviewHealth(judge, null, 10);

    assertThat(healthOf(this, idle).pauses()).isEqualTo(1);
    assertThat(healthOf(this, busy).pauses()).isEqualTo(2);
    assertThat(healthOf(this, open).pauses()).isEqualTo(2);
  }

  /** As a node leaves it that died before it disabled a webhook. */
  @Test
  default void aReviewNamesThoseThatAreToBeDisabled() {
    Webhook longSince = activeWebhook();
    Webhook fromNow = activeWebhook();
    Webhook never = activeWebhook();
    for (Webhook webhook : List.of(longSince, fromNow, never)) {
      int failures = webhook.equals(fromNow) ? 2 : 1;
      WebhookHealth health =
          WebhookHealth.builder()
              .failing(Samples.NOON, failures)
              .disableReason(webhook.equals(longSince) ? "gone" : null)
              .build();
      store().judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> health);
    }
    HealthJudge judge =
        (before, seen) ->
            before.consecutiveFailures() == 2
                ? before.toBuilder().disableReason("failing").build()
                : before;

    assertThat(store().reviewHealth(judge, null, 10).toBeDisabled())
        .containsExactlyInAnyOrder(
            new UnwellWebhook(WORKSPACE, longSince.id(), healthOf(this, longSince)),
            new UnwellWebhook(WORKSPACE, fromNow.id(), healthOf(this, fromNow)));
  }
}
