package dev.webhooks.jdbc.nodes;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL server of a test's own, to be stopped and started again. */
final class OwnPostgres implements AutoCloseable {
  private final Path data;
  private EmbeddedPostgres server;

  private OwnPostgres(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
  }

  /**
   * @param folder for its data; must exist
   */
  static OwnPostgres start(Path folder) {
    Path data = folder.resolve("postgres");
    return new OwnPostgres(data, start(EmbeddedPostgres.builder(), data));
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** As {@code pg_ctl stop -m immediate} does: nothing is said to clients, nothing is written. */
  void stopAtOnce() {
    Path pidFile = data.resolve("postmaster.pid");
    try {
      NodeProcess.signal(Long.parseLong(Files.readAllLines(pidFile).get(0)), "QUIT");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.notExists(pidFile));
    close();
  }

  /** On the same port and data, as after a crash. */
  void startAgain() {
    server = start(EmbeddedPostgres.builder().setPort(server.getPort()), data);
  }

  private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder, Path data) {
    try {
      return builder
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setServerConfig("synchronous_commit", "on")
          .setPGStartupWait(Duration.ofSeconds(60))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
