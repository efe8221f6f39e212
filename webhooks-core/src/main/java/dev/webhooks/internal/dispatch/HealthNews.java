package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.observe.Observers;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.UnwellWebhook;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Passes on what this node's outcomes and reviews made of webhooks' health, to all whom it
 * concerns.
 *
 * <p>Thread safe.
 */
final class HealthNews implements Consumer<List<HealthChange>> {
  private final HealthWatch watch;
  private final Disablings disablings;
  private final Announcer announcer;
  private final SafeListener listener;
  private final NextLook nextLook;
  private final Observers observers;

  HealthNews(
      HealthWatch watch,
      Disablings disablings,
      Announcer announcer,
      SafeListener listener,
      NextLook nextLook,
      Observers observers) {
    this.watch = watch;
    this.disablings = disablings;
    this.announcer = announcer;
    this.listener = listener;
    this.nextLook = nextLook;
    this.observers = observers;
  }

  @Override
  public void accept(List<HealthChange> changes) {
    for (HealthChange change : changes) {
      pass(change);
      if (isToBeTold(change)) {
        announcer.announce(change);
      }
    }
  }

  /** The same for a change that somebody asked for, who may be on a node that sends nothing. */
  void tellNow(HealthChange change) {
    pass(change);
    if (isToBeTold(change)) {
      listener.onHealthChange(change);
    }
  }

  private void pass(HealthChange change) {
    watch.changed(List.of(change));
    nextLook.changed(change);
    observers.healthChanged(change);
    String reason = change.after().disableReason();
    if (reason != null && !Objects.equals(reason, change.before().disableReason())) {
      disablings.add(new UnwellWebhook(change.workspace(), change.webhookId(), change.after()));
    }
  }

  private static boolean isToBeTold(HealthChange change) {
    return change.isStateChange() || change.isWarning();
  }
}
