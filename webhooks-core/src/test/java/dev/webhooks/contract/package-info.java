/**
 * What every store must do, as tests: {@link dev.webhooks.contract.WebhookStoreContract} and {@link
 * dev.webhooks.contract.DeliveryStoreContract}. A store's test class implements both, and with them
 * the few hooks of {@link dev.webhooks.contract.StoreFixture}.
 */
@NullMarked
package dev.webhooks.contract;

import org.jspecify.annotations.NullMarked;
