package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the whole of a store looks like at a moment, over all workspaces: for the host's operator,
 * never for a tenant.
 *
 * <p>Immutable.
 *
 * @param waiting deliveries that are due, wait for a retry, or are under way; counted up to {@value
 *     #MAX_COUNT}
 * @param held deliveries that were set aside because their webhook is not active; counted up to
 *     {@value #MAX_COUNT}
 * @param overdue how long the delivery has been due that is due the longest, of those that could be
 *     sent now: what an endpoint's health or a rate limit holds back does not count; null when none
 *     is due
 * @param active how many webhooks are active, by the health of their endpoints
 * @param inactive how many are not, by their status
 */
public record StoreSample(
    int waiting,
    int held,
    @Nullable Duration overdue,
    Map<HealthState, Integer> active,
    Map<WebhookStatus, Integer> inactive) {
  /** Counting deliveries ends here. */
  public static final int MAX_COUNT = 100_000;

  public StoreSample {
    active = Map.copyOf(requireNonNull(active, "active"));
    inactive = Map.copyOf(requireNonNull(inactive, "inactive"));
  }
}
