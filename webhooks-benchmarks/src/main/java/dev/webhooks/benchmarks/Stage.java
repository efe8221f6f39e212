package dev.webhooks.benchmarks;

import org.jspecify.annotations.Nullable;

/** The servers of a run, each started when it is first needed, and an endpoint. */
final class Stage implements AutoCloseable {
  private @Nullable PostgresServer postgres;
  private @Nullable SinkProcess sink;

  /** PostgreSQL with an empty schema. */
  PostgresServer postgres() {
    PostgresServer server = postgres;
    if (server == null) {
      server = PostgresServer.start();
      postgres = server;
    }
    server.reset();
    return server;
  }

  /** An endpoint in a process of its own. */
  SinkProcess sink() {
    SinkProcess started = sink;
    if (started == null) {
      started = SinkProcess.start();
      sink = started;
    }
    return started;
  }

  /** Says what the figures depend on. */
  void describe(Report report) {
    PostgresServer server = postgres();
    report.say(
        "PostgreSQL %s, fsync %s, synchronous_commit %s; Java %s; %d processors",
        server.ask("show server_version"),
        server.ask("show fsync"),
        server.ask("show synchronous_commit"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
  }

  @Override
  public void close() {
    if (sink != null) {
      sink.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }
}
