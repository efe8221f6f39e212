package dev.webhooks.internal.registry;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore;
import java.time.Instant;
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

  /**
   * @param onHealthChange told of what this makes of a webhook's health
   */
  public FreshStart(HealthStore store, Consumer<HealthChange> onHealthChange) {
    this.store = store;
    this.onHealthChange = onHealthChange;
  }

  /** What waited because its former endpoint was not well comes slowly to the new one. */
  @Override
  public void accept(Webhook webhook) {
    judge(
        webhook.workspace(),
        webhook.id(),
        (before, seen) -> begun(before, seen.now(), before.state() != HealthState.HEALTHY));
  }

  /**
   * Begins anew at the same URL: an endpoint that asked the sender to wait is still waited for.
   *
   * @param slowly whether what waits comes one at first, then two and so on
   */
  void begin(String workspace, String id, boolean slowly) {
    judge(
        workspace,
        id,
        (before, seen) -> isWaitedFor(before) ? before : begun(before, seen.now(), slowly));
  }

  private void judge(String workspace, String id, HealthJudge judge) {
    store.judgeHealth(workspace, id, judge).ifPresent(onHealthChange);
  }

  private static boolean isWaitedFor(WebhookHealth before) {
    return before.state() == HealthState.THROTTLED && before.disableReason() == null;
  }

  private static WebhookHealth begun(WebhookHealth before, Instant now, boolean slowly) {
    if (!slowly) {
      return WebhookHealth.healthy();
    }
    WebhookHealth.Builder after = WebhookHealth.builder().window(1);
    boolean isBegun =
        before.equals(after.state(HealthState.RECOVERING, before.changedAt()).build());
    return isBegun ? before : after.state(HealthState.RECOVERING, now).build();
  }
}
