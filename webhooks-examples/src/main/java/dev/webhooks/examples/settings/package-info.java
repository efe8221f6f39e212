/**
 * {@code settings}: a host application with the library embedded, as a whole: its database, its
 * plans, its API.
 */
@NullMarked
package dev.webhooks.examples.settings;

import org.jspecify.annotations.NullMarked;
