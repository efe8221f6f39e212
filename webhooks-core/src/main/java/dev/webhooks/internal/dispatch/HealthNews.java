package dev.webhooks.internal.dispatch;

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
  private final NextLook nextLook;

  HealthNews(HealthWatch watch, Disablings disablings, Announcer announcer, NextLook nextLook) {
    this.watch = watch;
    this.disablings = disablings;
    this.announcer = announcer;
    this.nextLook = nextLook;
  }

  @Override
  public void accept(List<HealthChange> changes) {
    watch.changed(changes);
    for (HealthChange change : changes) {
      nextLook.changed(change);
      if (change.isOfState() || change.isWarning()) {
        announcer.announce(change);
      }
      String reason = change.after().disableReason();
      if (reason != null && !Objects.equals(reason, change.before().disableReason())) {
        disablings.add(new UnwellWebhook(change.workspace(), change.webhookId(), change.after()));
      }
    }
  }
}
