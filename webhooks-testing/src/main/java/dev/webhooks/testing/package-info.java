/** Webhooks in the tests of a host application. TestWebhooks is where to begin. */
@NullMarked
package dev.webhooks.testing;

import org.jspecify.annotations.NullMarked;
