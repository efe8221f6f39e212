/**
 * What a store, a cipher or a name look-up must do to serve the library. A store proves itself with
 * the published contract tests, {@code WebhookStoreContract} and {@code DeliveryStoreContract}.
 */
@NullMarked
package dev.webhooks.spi;

import org.jspecify.annotations.NullMarked;
