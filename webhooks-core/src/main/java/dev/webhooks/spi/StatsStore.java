package dev.webhooks.spi;

import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.WaitingDeliveries;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what waits, and what attempts came to. Every attempt that {@link DeliveryStore#complete}
 * records is counted once, by the start that its node noted, and no other one is; also when it
 * comes late, after its webhook was deleted. An answer counts what was recorded two seconds before
 * or earlier, at least. What was counted may be forgotten when the store forgets the deliveries of
 * that time.
 *
 * <p>Thread safe. Each method throws {@link StoreException} when the store fails.
 */
public interface StatsStore {

  /**
   * The attempts of each step in which there is one, the earliest first. Its cost depends on the
   * number of steps, not on that of the attempts.
   */
  List<AttemptSums> sumAttempts(StatsQuery query);

  /**
   * The latest attempts of some of the workspace's webhooks; those without any may be left out, and
   * those of another workspace are.
   *
   * @param hourBegins when a minute begins: {@linkplain RecentAttempts#lastHour the last hour} is
   *     that one and all later ones
   * @param dayBegins when an hour begins: {@linkplain RecentAttempts#lastDay the last day} is that
   *     one and all later ones
   */
  Map<String, RecentAttempts> recentAttempts(
      String workspace, Collection<String> webhookIds, Instant hourBegins, Instant dayBegins);

  /**
   * What waits for some of the workspace's webhooks; those for which nothing does may be left out,
   * and those of another workspace are.
   */
  Map<String, WaitingDeliveries> waiting(String workspace, Collection<String> webhookIds);

  /**
   * What waits for all webhooks of a workspace together.
   *
   * @param workspace null for those of all workspaces
   */
  WaitingDeliveries waiting(@Nullable String workspace);

  /**
   * Adds up what was recorded since the last time, so that answers stay quick; they are the same
   * with and without it. A dispatcher calls it every few seconds while it stores outcomes, on a
   * thread that nobody waits for. Where nodes share a store, one of them at a time is enough.
   * Default: does nothing, for stores that have no need to.
   */
  default void addUp() {}
}
