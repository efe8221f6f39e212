package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.ManualNanos;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node knows of webhooks that are not well, and for how long it goes by it. */
class HealthWatchTest {
  private static final Instant UNTIL = Instant.parse("2026-05-13T19:24:30Z");

  private final ManualNanos nanos = new ManualNanos();
  private final FakeHealthStore store = new FakeHealthStore();
  private final AtomicInteger wanted = new AtomicInteger();
  private final HealthWatch watch = new HealthWatch(store, nanos, wanted::incrementAndGet);

  @BeforeEach
  void look() {
    watch.look();
  }

  @Test
  void whatItKnowsIsTrustedForASecond() {
    assertThat(watch.isCurrent()).isTrue();
    nanos.pass(Duration.ofMillis(1_000));
    assertThat(watch.isCurrent()).isTrue();
    nanos.pass(Duration.ofMillis(1));
    assertThat(watch.isCurrent()).isFalse();

    watch.look();
    assertThat(watch.isCurrent()).isTrue();
  }

  @Test
  void itLooksTwiceASecondAtMost() {
    watch.look();
    watch.look();
    assertThat(store.looks).hasSize(1);

    nanos.pass(watch.untilDue());
    watch.look();
    assertThat(store.looks).hasSize(2);
  }

  /** What was changed is looked for a little further back than the last look. */
  @Test
  void itLeavesNoGapBetweenLooks() {
    nanos.pass(Duration.ofSeconds(4));
    watch.look();

    assertThat(store.looks).containsExactly("all", "changed within " + Duration.ofSeconds(6));
  }

  @Test
  void itSleepsWhileThereIsNothingToSend() {
    nanos.pass(Duration.ofSeconds(10));
    watch.look();
    assertThat(store.looks).hasSize(1);
    assertThat(wanted).hasValue(0);

    watch.used();

    assertThat(wanted).as("it is said that it is time to look").hasValue(1);
    watch.look();
    assertThat(store.looks).hasSize(2);
  }

  @Test
  void aWebhookThatIsNotWellNeedsAClaim() {
    assertThat(watch.admits("wh")).isTrue();

    store.put(webhook("wh", HealthState.RECOVERING, null));
    lookLater();
    assertThat(watch.admits("wh")).isFalse();

    store.put(webhook("wh", HealthState.HEALTHY, null));
    lookLater();
    assertThat(watch.admits("wh")).isTrue();
  }

  /** A record that is gone is in no list of changes. */
  @Test
  void whatIsForgottenIsWellInTheEnd() {
    store.put(webhook("wh", HealthState.RECOVERING, null));
    lookLater();
    store.all.clear();
    lookLater();
    assertThat(watch.admits("wh")).isFalse();

    for (int i = 0; i < 4; i++) {
      watch.used();
      nanos.pass(Duration.ofSeconds(9));
      watch.look();
    }
    assertThat(watch.admits("wh")).isTrue();
  }

  @Test
  void whatWasClaimedBeforeAPauseIsNotSent() {
    long claimed = nanos.getAsLong();
    nanos.pass(Duration.ofMillis(10));
    watch.changed(List.of(change(webhook("wh", HealthState.PAUSED, UNTIL))));
    long claimedLater = nanos.getAsLong();

    assertThat(watch.isBlocked("wh", "dlv", claimed)).isTrue();
    assertThat(watch.isBlocked("wh", "dlv", claimedLater)).as("with the store's leave").isFalse();
    assertThat(watch.isBlocked("other", "dlv", claimed)).isFalse();
  }

  @Test
  void theProbeIsSentWhateverIsKnown() {
    long claimed = nanos.getAsLong();
    nanos.pass(Duration.ofMillis(10));
    WebhookHealth probed =
        webhook("wh", HealthState.PAUSED, UNTIL).health().toBuilder()
            .round(new WebhookHealth.Round(1, "dlv_probe", UNTIL))
            .build();
    store.put(new UnwellWebhook("acme", "wh", probed));
    lookLater();

    assertThat(watch.isBlocked("wh", "dlv_probe", claimed)).isFalse();
    assertThat(watch.isBlocked("wh", "dlv_other", claimed)).isTrue();
  }

  @Test
  void aPauseThatIsKnownBlocksNothingAnew() {
    watch.changed(List.of(change(webhook("wh", HealthState.PAUSED, UNTIL))));
    nanos.pass(Duration.ofMillis(10));
    long claimed = nanos.getAsLong();
    store.put(webhook("wh", HealthState.PAUSED, UNTIL));
    lookLater();
    assertThat(watch.isBlocked("wh", "dlv", claimed)).isFalse();

    store.put(webhook("wh", HealthState.PAUSED, UNTIL.plusSeconds(60)));
    lookLater();
    assertThat(watch.isBlocked("wh", "dlv", claimed)).as("the next pause").isTrue();
  }

  @Test
  void aStoreThatFailsIsNotTrusted() {
    store.failure = new StoreException("away", null, true);
    nanos.pass(Duration.ofMillis(600));
    try {
      watch.look();
    } catch (StoreException e) {
      assertThat(e).hasMessage("away");
    }
    nanos.pass(Duration.ofMillis(600));

    assertThat(watch.isCurrent()).isFalse();
  }

  @Test
  void allPagesAreRead() {
    List<UnwellWebhook> many = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      many.add(webhook("wh_" + (10_000 + i), HealthState.PAUSED, UNTIL));
    }
    many.forEach(store::put);
    HealthWatch fresh = new HealthWatch(store, nanos, () -> {});

    fresh.look();

    assertThat(many).noneMatch(webhook -> fresh.admits(webhook.webhookId()));
    assertThat(fresh.isCurrent()).isTrue();
  }

  /** Guarantee B: and while it can't know all, nothing is sent without asking the store. */
  @Test
  void whatItKnowsIsBounded() {
    List<HealthChange> many = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      many.add(change(webhook("wh_" + i, HealthState.PAUSED, UNTIL)));
    }
    watch.changed(many);
    assertThat(watch.isCurrent()).isTrue();

    watch.changed(List.of(change(webhook("one too many", HealthState.PAUSED, UNTIL))));
    assertThat(watch.isCurrent()).isFalse();

    nanos.pass(Duration.ofSeconds(31));
    watch.used();
    watch.look();
    assertThat(watch.isCurrent()).as("there was room for all").isTrue();
  }

  private void lookLater() {
    nanos.pass(Duration.ofMillis(600));
    watch.used();
    watch.look();
  }

  private static UnwellWebhook webhook(String id, HealthState state, @Nullable Instant until) {
    return new UnwellWebhook(
        "acme",
        id,
        WebhookHealth.builder().state(state, Instant.EPOCH).blockedUntil(until).build());
  }

  private static HealthChange change(UnwellWebhook webhook) {
    return new HealthChange(
        webhook.workspace(), webhook.webhookId(), WebhookHealth.healthy(), webhook.health());
  }
}
