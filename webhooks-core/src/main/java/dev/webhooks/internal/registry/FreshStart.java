package dev.webhooks.internal.registry;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthStore;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * Forgets what was remembered of a webhook's health where it says nothing any more: the webhook is
 * enabled, or has another URL, or its URL has just proved itself.
 *
 * <p>To be used before the webhook is changed: what was remembered would have it disabled again.
 * Thread safe.
 */
public final class FreshStart implements Consumer<Webhook> {
  private final HealthStore store;
  private final Consumer<HealthChange> onHealthChange;
  private final Clock clock;

  /**
   * @param onHealthChange told of what this makes of a webhook's health
   */
  public FreshStart(HealthStore store, Consumer<HealthChange> onHealthChange, Clock clock) {
    this.store = store;
    this.onHealthChange = onHealthChange;
    this.clock = clock;
  }

  /** What waited because its former endpoint was not well comes slowly to the new one. */
  @Override
  public void accept(Webhook webhook) {
    WebhookHealth before = health(webhook.id());
    begin(webhook.workspace(), webhook.id(), before, before.state() != HealthState.HEALTHY);
  }

  /**
   * Begins anew at the same URL: an endpoint that asked the sender to wait is still waited for.
   *
   * @param slowly whether what waits comes one at first, then two and so on
   */
  void begin(String workspace, String id, boolean slowly) {
    WebhookHealth before = health(id);
    boolean isWaitedFor = before.state() == HealthState.THROTTLED && before.disableReason() == null;
    if (!isWaitedFor) {
      begin(workspace, id, before, slowly);
    }
  }

  private WebhookHealth health(String id) {
    return store.health(List.of(id)).getOrDefault(id, WebhookHealth.healthy());
  }

  private void begin(String workspace, String id, WebhookHealth before, boolean slowly) {
    WebhookHealth after =
        slowly
            ? WebhookHealth.builder()
                .state(HealthState.RECOVERING, clock.instant())
                .window(1)
                .build()
            : WebhookHealth.healthy();
    boolean isFresh =
        after.toBuilder().state(after.state(), before.changedAt()).build().equals(before);
    if (!after.equals(before) && !isFresh) {
      store.replaceHealth(workspace, id, after);
      onHealthChange.accept(new HealthChange(workspace, id, before, after));
    }
  }
}
