package dev.webhooks.jdbc;

import java.sql.SQLException;

/**
 * Takes a step back when a try block ends. What goes wrong with that is added to what went wrong in
 * the block, instead of hiding it.
 */
@FunctionalInterface
interface Undo extends AutoCloseable {
  @Override
  void close() throws SQLException;
}
