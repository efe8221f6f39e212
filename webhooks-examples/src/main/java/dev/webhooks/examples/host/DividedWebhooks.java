package dev.webhooks.examples.host;

import dev.webhooks.Webhooks;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The webhooks of a product that has outgrown one database: each workspace lives in one of several,
 * with all it has, and the host knows in which. Nothing is shared between them, and no transaction
 * spans two.
 *
 * <p>Thread safe.
 */
public final class DividedWebhooks implements AutoCloseable {
  private final List<Webhooks> databases;
  private final ToIntFunction<String> databaseOf;

  /**
   * @param databases one {@code Webhooks} for each database; closed with this
   * @param databaseOf the place in the list of a workspace's database, as the host remembers it: a
   *     look-up, not a hash, so that a database may be added and a workspace moved
   */
  public DividedWebhooks(List<Webhooks> databases, ToIntFunction<String> databaseOf) {
    this.databases = List.copyOf(databases);
    this.databaseOf = databaseOf;
  }

  /**
   * A workspace's: to register, to publish, to read the log.
   *
   * @throws IndexOutOfBoundsException when the host names a database that is not there
   */
  public Webhooks of(String workspace) {
    return databases.get(databaseOf.applyAsInt(workspace));
  }

  /** Sends from this node what is due in any of the databases. */
  public void start() {
    databases.forEach(webhooks -> webhooks.dispatcher().start());
  }

  /** Closes all, the last one first; one that fails keeps none of the others open. */
  @Override
  public void close() {
    close(databases.size() - 1);
  }

  private void close(int last) {
    if (last >= 0) {
      try {
        databases.get(last).close();
      } finally {
        close(last - 1);
      }
    }
  }
}
