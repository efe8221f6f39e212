package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.observe.Observers;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;

/**
 * What a host chose.
 *
 * @param retry when a failed delivery is tried again
 * @param health how endpoints are judged
 * @param observers who watches
 */
public record Policies(RetryPolicy retry, HealthPolicy health, Observers observers) {}
