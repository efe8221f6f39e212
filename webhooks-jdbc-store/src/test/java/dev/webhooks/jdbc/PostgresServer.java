package dev.webhooks.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL server of this run, started by whoever needs it first and stopped with the
 * process. As root the binaries start in a user namespace of their own ({@code unshare -U}),
 * because PostgreSQL refuses to run as root. It doesn't sync: tests here kill no server.
 */
public final class PostgresServer {
  private PostgresServer() {}

  private static final class Started {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("max_connections", "200")
            .setServerConfig("fsync", "off")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A data source without a pool; tables live in the schema, which need not exist. */
  public static PGSimpleDataSource schema(String schema) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(Started.SERVER.getJdbcUrl("postgres", "postgres"));
    dataSource.setCurrentSchema(schema);
    dataSource.setApplicationName(schema); // tells its sessions from those of other tests
    return dataSource;
  }

  /**
   * A database of its own, made now, on the same server. What another's transactions can still see
   * is kept here no longer for that: a server keeps dead rows for whoever is in their database.
   */
  public static PGSimpleDataSource database(String name) {
    TestDatabase.execute(schema("public"), "create database " + name);
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(Started.SERVER.getJdbcUrl("postgres", name));
    dataSource.setApplicationName(name);
    return dataSource;
  }

  static int port() {
    return Started.SERVER.getPort();
  }
}
