/**
 * Webhooks in a Spring Boot application: what the properties {@code webhooks.*} set is {@link
 * dev.webhooks.spring.boot.WebhooksProperties}, and a {@link
 * dev.webhooks.spring.boot.WebhooksCustomizer} sets what they can't.
 */
@NullMarked
package dev.webhooks.spring.boot;

import org.jspecify.annotations.NullMarked;
