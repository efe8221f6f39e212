package dev.webhooks.spi;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one record for each webhook that is not well, and none for any other. {@link
 * DeliveryStore#complete} judges them; claims go by them:
 *
 * <ul>
 *   <li>before {@link WebhookHealth#claimableFrom} nothing of the webhook is claimed, on whatever
 *       node, and nothing of it counts as due;
 *   <li>with a {@linkplain WebhookHealth#window window}, one claim takes at most so many of the
 *       webhook's deliveries, and records them as its {@linkplain WebhookHealth#round round} in the
 *       same transaction: of several nodes one opens it, and when that node dies the round ends
 *       with the lease;
 *   <li>with a window of one, the delivery is the one with the fewest attempts among the first
 *       hundred that are due; of an ordered webhook it is the head.
 * </ul>
 *
 * A record goes with its webhook. Thread safe. Each method throws {@link StoreException} when the
 * store fails.
 */
public interface HealthStore {

  /** What is remembered of these webhooks; those that are healthy are left out. */
  Map<String, WebhookHealth> health(Collection<String> webhookIds);

  /**
   * Records of webhooks whose {@linkplain WebhookHealth#state state} or whose time to be blocked
   * until changed within the last so long, those included that became healthy and are still
   * remembered. In any order.
   *
   * @param age how far back to look; at least as far, where a store can't tell
   */
  List<UnwellWebhook> healthChangedWithin(Duration age);

  /**
   * Webhooks of all workspaces whose state is not healthy, by id, in ascending order.
   *
   * @param after only those whose id is greater; null to begin with the first
   * @param limit how many at most, at least 1
   */
  List<UnwellWebhook> unwell(@Nullable String after, int limit);

  /**
   * Judges records again, because time has passed: by id, in ascending order. The judge is told
   * whether nothing waits for a webhook whose {@linkplain WebhookHealth#isWindowOpen window is
   * open}.
   *
   * @param after only webhooks whose id is greater; null to begin with the first
   * @param limit how many at most, at least 1
   * @return the last webhook that was judged, what changed, and who is to be disabled
   */
  Review reviewHealth(HealthJudge judge, @Nullable String after, int limit);

  /**
   * What {@link #reviewHealth} did.
   *
   * @param last the last webhook that was judged; null when there are no more
   * @param toBeDisabled all of these webhooks whose records have a {@linkplain
   *     WebhookHealth#disableReason reason to disable} them now, whether or not it is new: who was
   *     to do it may have died
   */
  record Review(
      List<HealthChange> changes, @Nullable String last, List<UnwellWebhook> toBeDisabled) {
    /** Copies the lists. */
    public Review {
      changes = List.copyOf(changes);
      toBeDisabled = List.copyOf(toBeDisabled);
    }
  }

  /**
   * Judges one webhook, because somebody has decided something about it, whether or not anything is
   * remembered of it: the judge is told the time and nothing else.
   *
   * @return what changed; empty when nothing did, or its workspace has no such webhook
   */
  Optional<HealthChange> judgeHealth(String workspace, String webhookId, HealthJudge judge);
}
