package dev.webhooks.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** PostgreSQL. Checkpoints come when we ask for them, between two measurements. */
final class PostgresServer implements Database {
  /** It counts what a connection did when that has been idle for a second, or later. */
  private static final long STATISTICS_DELAY = 1_500;

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  static PostgresServer start() {
    try {
      PostgresServer started =
          new PostgresServer(
              EmbeddedPostgres.builder()
                  .setServerConfig("fsync", "on")
                  .setServerConfig("synchronous_commit", "on")
                  .setServerConfig("full_page_writes", "on")
                  .setServerConfig("shared_buffers", "256MB")
                  .setServerConfig("max_wal_size", "4GB")
                  .setServerConfig("checkpoint_timeout", "30min")
                  .setServerConfig("max_connections", "200")
                  .start());
      started.requireDurability();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tool that starts databases for tests likes to turn these off. */
  private void requireDurability() {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      String value = ask("show " + setting);
      if (!value.equals("on")) {
        throw new IllegalStateException(setting + " is " + value);
      }
    }
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void reset() {
    run("drop schema public cascade", "create schema public");
  }

  @Override
  public void settle() {
    run("vacuum analyze", "checkpoint");
  }

  /** How many transactions were committed so far, once the server has counted them all. */
  long transactions() throws InterruptedException {
    Thread.sleep(STATISTICS_DELAY);
    return Long.parseLong(
        ask("select xact_commit from pg_stat_database where datname = current_database()"));
  }

  /** How many bytes of the write-ahead log there were so far. */
  long logBytes() {
    return Long.parseLong(ask("select cast(pg_current_wal_lsn() - '0/0'::pg_lsn as bigint)"));
  }

  /** Each connection has a child of it. */
  @Override
  public Optional<ProcessHandle> process() {
    return Database.processOf(Path.of(ask("show data_directory"), "postmaster.pid"));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
