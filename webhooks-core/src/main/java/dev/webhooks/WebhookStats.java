package dev.webhooks;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.webhooks.model.AttemptStats;
import dev.webhooks.model.AttemptStats.Step;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.LatencyHistogram;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How webhooks are doing: what waits, what attempts came to and how long they took, who is unwell.
 * Attempts are counted when they are recorded, all of them and none sampled, so an answer costs the
 * same for ten of them and for ten million; it is at most two seconds old.
 *
 * <p>All methods throw {@link StoreException} when the store fails. Thread safe.
 */
public final class WebhookStats {
  /** How many webhooks one call is about, at most. */
  public static final int MAX_WEBHOOKS = 200;

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Store store;
  private final Clock clock;

  WebhookStats(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Attempts of a workspace or of one of its webhooks, counted by when they started, by the clock
   * of the node that made them. They are remembered as long as the deliveries of that time.
   */
  public AttemptStats query(StatsQuery query) {
    List<Step> steps = new ArrayList<>();
    LatencyHistogram.Builder all = LatencyHistogram.builder();
    for (AttemptSums sums : store.sumAttempts(requireNonNull(query, "query"))) {
      LatencyHistogram latencies = sums.latencies();
      all.add(latencies);
      steps.add(
          new Step(
              sums.start(), sums.attempts(), quantile(latencies, 0.5), quantile(latencies, 0.95)));
    }
    LatencyHistogram latencies = all.build();
    return new AttemptStats(
        steps, latencies.quantile(0.5), latencies.quantile(0.95), latencies.quantile(0.99));
  }

  private static Duration quantile(LatencyHistogram latencies, double share) {
    return requireNonNull(latencies.quantile(share), "a step without attempts");
  }

  /**
   * How some webhooks of a workspace are doing.
   *
   * @param webhookIds at most {@value #MAX_WEBHOOKS}, as a page of the registry's list has them
   * @return one answer for each id, in their order; for one that the workspace does not have, that
   *     of a webhook that is well and to which nothing was sent
   * @throws InvalidInputException naming {@code webhookIds} when there are too many
   */
  public Map<String, WebhookCondition> conditions(String workspace, Collection<String> webhookIds) {
    Set<String> ids = theirs(workspace, webhookIds);
    Instant now = clock.instant();
    Map<String, WaitingDeliveries> waiting = store.waiting(workspace, ids);
    Map<String, RecentAttempts> attempts =
        store.recentAttempts(
            workspace,
            ids,
            StatsStep.MINUTE.startOf(now.minus(HOUR)),
            StatsStep.HOUR.startOf(now.minus(DAY)));
    Map<String, WebhookHealth> health = store.health(ids);
    Map<String, WebhookCondition> conditions = new LinkedHashMap<>();
    for (String id : webhookIds) {
      conditions.put(
          id,
          WebhookCondition.of(
              health.getOrDefault(id, WebhookHealth.healthy()),
              waiting.getOrDefault(id, WaitingDeliveries.NONE),
              attempts.getOrDefault(id, RecentAttempts.NONE)));
    }
    return conditions;
  }

  /**
   * The health of some webhooks of a workspace, without what waits for them and what was sent: a
   * look at one row each, for lists that are searched or sorted by it.
   *
   * @param webhookIds at most {@value #MAX_WEBHOOKS}
   * @return one answer for each id, in their order; {@link WebhookHealth#healthy()} for one that
   *     the workspace does not have
   * @throws InvalidInputException naming {@code webhookIds} when there are too many
   */
  public Map<String, WebhookHealth> health(String workspace, Collection<String> webhookIds) {
    Map<String, WebhookHealth> found = store.health(theirs(workspace, webhookIds));
    Map<String, WebhookHealth> health = new LinkedHashMap<>();
    webhookIds.forEach(id -> health.put(id, found.getOrDefault(id, WebhookHealth.healthy())));
    return health;
  }

  private Set<String> theirs(String workspace, Collection<String> webhookIds) {
    requireNonNull(workspace, "workspace");
    Set<String> ids = Set.copyOf(webhookIds);
    if (ids.size() > MAX_WEBHOOKS) {
      throw new InvalidInputException("webhookIds", "must be at most " + MAX_WEBHOOKS);
    }
    return store.findWebhooks(ids).stream()
        .map(StoredWebhook::webhook)
        .filter(webhook -> webhook.workspace().equals(workspace))
        .map(Webhook::id)
        .collect(toUnmodifiableSet());
  }

  /** What waits for all webhooks of a workspace together. */
  public WaitingDeliveries waiting(String workspace) {
    return store.waiting(requireNonNull(workspace, "workspace"));
  }

  /** What waits in all workspaces together: for the host's operator, never for a tenant. */
  public WaitingDeliveries waitingInAllWorkspaces() {
    return store.waiting((String) null);
  }

  /**
   * The webhooks of all workspaces whose health is not {@code HEALTHY}, by id, in ascending order,
   * those included that the library disabled, until they are enabled: for the host's operator,
   * never for a tenant. Its cost does not depend on the number of those that are well.
   *
   * @param after the last id of the page before; null for the first page
   * @param limit how many at most, from 1 to {@value #MAX_WEBHOOKS}
   * @throws InvalidInputException naming {@code limit} when it is out of range
   */
  public List<UnwellWebhook> unwell(@Nullable String after, int limit) {
    if (limit < 1 || limit > MAX_WEBHOOKS) {
      throw new InvalidInputException("limit", "must be between 1 and " + MAX_WEBHOOKS);
    }
    return store.unwell(after, limit);
  }
}
