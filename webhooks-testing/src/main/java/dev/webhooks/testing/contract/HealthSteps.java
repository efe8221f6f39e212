package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.refused;

import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The steps that the contracts about health share. */
final class HealthSteps {
  private HealthSteps() {}

  /** What is remembered of a webhook. */
  static WebhookHealth healthOf(StoreFixture<? extends Store> fixture, Webhook webhook) {
    return fixture
        .store()
        .health(List.of(webhook.id()))
        .getOrDefault(webhook.id(), WebhookHealth.healthy());
  }

  /** The store's idea of now. */
  static Instant now(StoreFixture<? extends Store> fixture) {
    List<Instant> seen = new ArrayList<>();
    String id = fixture.append(fixture.activeWebhook());
    ClaimedDelivery claim =
        fixture.claimAll().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    fixture
        .store()
        .complete(
            List.of(Completion.exhausted(claim, refused(1))),
            (before, observation) -> {
              seen.add(observation.now());
              return before;
            });
    return seen.get(0);
  }

  static WebhookHealth pausedUntil(Instant until, Instant now) {
    return WebhookHealth.builder()
        .state(HealthState.PAUSED, now)
        .blockedUntil(until)
        .window(1)
        .build();
  }
}
