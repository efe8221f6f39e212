/**
 * Webhooks in a Spring application: {@link dev.webhooks.spring.WebhookPublisher} publishes in the
 * current transaction, and {@link dev.webhooks.spring.PublishToWebhooks} turns application events
 * into webhooks.
 */
@NullMarked
package dev.webhooks.spring;

import org.jspecify.annotations.NullMarked;
