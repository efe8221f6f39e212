package dev.webhooks.spi;

/**
 * An outbox on a transaction of the caller's own: what was appended is there once the caller
 * commits, and never was when the caller rolls back.
 *
 * <p>A store hands one out for one transaction, as {@code JdbcStore.on(connection)} does, and never
 * is one itself: so publishing {@code within} a store that was not joined to a transaction does not
 * compile.
 *
 * <p>When a method throws, {@link StoreException#isRetryable} speaks of the whole transaction,
 * rolled back and begun anew, and not of the call: with the failure the database may have given up
 * what the caller wrote. No more thread safe than the transaction is.
 */
public interface TransactionOutbox extends Outbox {}
