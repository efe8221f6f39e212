package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.ManualNanos;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done once a minute, and that a webhook is disabled once. */
class HealthReviewTest {
  private static final HealthJudge JUDGE =
      (before, seen) -> before.toBuilder().disableReason("it failed for days").build();

  private final ManualNanos nanos = new ManualNanos();
  private final FakeHealthStore store = new FakeHealthStore();
  private final List<String> disabled = new ArrayList<>();
  private final List<HealthChange> changes = new ArrayList<>();
  private boolean storeIsAway;
  private final Disablings disablings = new Disablings(this::disable, () -> {});
  private final HealthReview review =
      new HealthReview(store, JUDGE, changes::addAll, disablings, nanos);

  @Test
  void allPagesAreReviewedOnceAMinute() {
    for (int i = 0; i < 450; i++) {
      store.put(webhook("wh_" + (1_000 + i), null));
    }
    review.run();
    assertThat(changes).as("not yet").isEmpty();

    nanos.pass(Duration.ofMinutes(1));
    review.run();
    review.run();

    assertThat(changes).hasSize(450);
    assertThat(review.foundAny()).isTrue();
  }

  @Test
  void aReviewThatFindsNothingSaysSo() {
    nanos.pass(Duration.ofMinutes(1));
    review.run();

    assertThat(review.foundAny()).isFalse();
  }

  /** As when the node died that had found it, and no other node has anything to send. */
  @Test
  void whatNobodyDisabledIsDisabledAfterAll() {
    store.put(webhook("wh", "it failed for days"));
    nanos.pass(Duration.ofMinutes(1));
    review.run();
    disablings.run();
    nanos.pass(Duration.ofMinutes(1));
    review.run();
    disablings.run();

    assertThat(disabled).as("once, though its record stays").containsExactly("wh");
  }

  @Test
  void oneThatWasEnabledMayBeDisabledAgain() {
    UnwellWebhook webhook = webhook("wh", "it failed for days");
    disablings.add(webhook);
    disablings.run();

    disablings.remind(List.of());
    disablings.remind(List.of(webhook));
    disablings.run();

    assertThat(disabled).containsExactly("wh", "wh");
  }

  @Test
  void whatCouldNotBeDisabledIsTriedAgain() {
    disablings.add(webhook("wh", "it failed for days"));
    storeIsAway = true;
    assertThatThrownBy(disablings::run).isInstanceOf(StoreException.class);

    storeIsAway = false;
    disablings.run();

    assertThat(disabled).containsExactly("wh");
  }

  private void disable(UnwellWebhook webhook) {
    if (storeIsAway) {
      throw new StoreException("away", null, true);
    }
    disabled.add(webhook.webhookId());
  }

  private static UnwellWebhook webhook(String id, @Nullable String disableReason) {
    return new UnwellWebhook(
        "acme",
        id,
        WebhookHealth.builder()
            .state(HealthState.PAUSED, Instant.EPOCH)
            .disableReason(disableReason)
            .build());
  }
}
