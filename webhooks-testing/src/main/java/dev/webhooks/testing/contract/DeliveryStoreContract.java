package dev.webhooks.testing.contract;

import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.WebhookStore;

/**
 * What every {@link DeliveryStore} must do. Its tests stand with the method that they are about.
 *
 * @param <S> the store's type
 */
public interface DeliveryStoreContract<S extends WebhookStore & DeliveryStore>
    extends AppendContract<S>,
        EventBatchContract<S>,
        ClaimContract<S>,
        FairnessContract<S>,
        NextDueContract<S>,
        CompletionContract<S>,
        FencingContract<S>,
        HeldAndCancelledContract<S>,
        DeliveryLogContract<S>,
        RedeliveryContract<S> {}
