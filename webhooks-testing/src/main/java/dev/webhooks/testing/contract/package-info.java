/**
 * What every store must do, as tests: {@link dev.webhooks.testing.contract.WebhookStoreContract}
 * and {@link dev.webhooks.testing.contract.DeliveryStoreContract}. A store's test class implements
 * both, and with them the few hooks of {@link dev.webhooks.testing.contract.StoreFixture}.
 */
@NullMarked
package dev.webhooks.testing.contract;

import org.jspecify.annotations.NullMarked;
