package dev.webhooks.jdbc;

import java.sql.SQLTransactionRollbackException;

/**
 * An idempotency key was refused, and the event that has it can't be seen: it was removed
 * meanwhile, or was committed after the snapshot of a transaction above READ COMMITTED. To the
 * database nothing failed, and the transaction goes on.
 */
final class HiddenKeyException extends SQLTransactionRollbackException {
  private static final long serialVersionUID = 1L;

  HiddenKeyException() {
    super("the event of an idempotency key came or went meanwhile", "40001");
  }
}
