/**
 * The words of the library as immutable values: webhooks, events, deliveries, attempts, and the
 * errors that name what was wrong. Everything here is safe to share between threads.
 */
@NullMarked
package dev.webhooks.model;

import org.jspecify.annotations.NullMarked;
