package dev.webhooks.jdbc;

import dev.webhooks.jdbc.DeliveryLogTable.Recoverable;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.LogTooLongException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a recovery would find: stretch by stretch of the log, each for itself. Somebody waits
 * for the number, so a log that is too long for it is not counted to its end.
 *
 * <p>Thread safe.
 */
final class RecoverableCount {
  /** No stretch begins later. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Transactions transactions;
  private final LongSupplier nanoTime;

  RecoverableCount(Transactions transactions, LongSupplier nanoTime) {
    this.transactions = transactions;
    this.nanoTime = nanoTime;
  }

  /**
   * @throws LogTooLongException when it takes too long
   */
  int count(String workspace, String webhookId, Instant from, Instant until) {
    long begin = nanoTime.getAsLong();
    RowLimit limit = RowLimit.ofOneRead();
    int count = 0;
    Cursor place = null;
    do {
      if (nanoTime.getAsLong() - begin > LONGEST.toNanos()) {
        throw new LogTooLongException(LONGEST);
      }
      Cursor behind = place;
      Recoverable some =
          transactions.autocommit(
              "count recoverable deliveries",
              limit,
              session -> stretch(session, workspace, webhookId, from, until, behind));
      count += some.count();
      place = some.next();
    } while (place != null);
    return count;
  }

  private static Recoverable stretch(
      Session session,
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable Cursor behind)
      throws SQLException {
    boolean absent = behind == null && WebhookTable.find(session, workspace, webhookId).isEmpty();
    return absent
        ? Recoverable.NONE
        : DeliveryLogTable.countRecoverable(session, workspace, webhookId, from, until, behind);
  }
}
