/**
 * Metrics and traces by Micrometer, as observers of the library: {@link
 * dev.webhooks.micrometer.WebhookMetrics} and {@link dev.webhooks.micrometer.WebhookObservations}.
 */
@NullMarked
package dev.webhooks.micrometer;

import org.jspecify.annotations.NullMarked;
