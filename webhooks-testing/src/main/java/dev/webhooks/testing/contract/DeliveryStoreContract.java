package dev.webhooks.testing.contract;

import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.Store;

/**
 * What every {@link DeliveryStore} must do. Its tests stand with the method that they are about.
 *
 * @param <S> the store's type
 */
public interface DeliveryStoreContract<S extends Store>
    extends AppendContract<S>,
        EventBatchContract<S>,
        ClaimContract<S>,
        FairnessContract<S>,
        NextDueContract<S>,
        CompletionContract<S>,
        FencingContract<S>,
        HeldContract<S>,
        CancelledContract<S>,
        DeliveryLogContract<S>,
        RedeliveryContract<S>,
        RecoveryContract<S>,
        HealthContract<S>,
        HealthRecordContract<S>,
        HealthClaimContract<S>,
        OrderContract<S>,
        RateContract<S>,
        StatsContract<S>,
        WatchContract<S> {}
