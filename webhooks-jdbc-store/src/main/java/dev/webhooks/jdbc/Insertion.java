package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * How one database stores events with their deliveries, those in the queue included, in the fewest
 * statements. Thread safe.
 */
interface Insertion {
  /** Makes ready what its statements carry. */
  Prepared prepare(NewEvents events);

  /** Events that are ready to be stored, and may be so again after a failure. */
  interface Prepared {
    /**
     * Whether storing these is one statement that does all or nothing, whatever comes after it.
     * Such a statement is a transaction of its own and needs no other.
     */
    boolean isOneStatement(StatementLimit limit);

    /**
     * Stores all but the events whose keys are refused, with their deliveries.
     *
     * @return empty, with nothing stored, when a version is not the present one
     */
    Optional<Inserted> insert(Session session) throws SQLException;
  }

  /**
   * What was stored.
   *
   * @param at by the database's clock, in microseconds
   * @param refused keys that their workspaces know already
   */
  record Inserted(long at, Set<IdempotencyKey> refused) {}
}
