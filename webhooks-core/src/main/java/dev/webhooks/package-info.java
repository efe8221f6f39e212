/**
 * Webhooks for Java: register URLs, publish events, and have them delivered, signed and logged.
 * {@link dev.webhooks.Webhooks} is where it begins.
 */
@NullMarked
package dev.webhooks;

import org.jspecify.annotations.NullMarked;
