package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What an event costs that is published by itself and delivered at once, by the same process: at a
 * given rate, or as many as it takes.
 */
public final class SteadyBenchmark {
  private static final int ENDPOINTS = 100;
  private static final int CONNECTIONS = 16;
  private static final String USAGE =
      "options: --publishers 8 --rate 0 --warm-up 30 --seconds 30 (these are the defaults; rate 0:"
          + " as many as it takes)";

  private final PrintStream out;
  private final PostgresServer database;
  private final SinkProcess sink;

  private SteadyBenchmark(PrintStream out, PostgresServer database, SinkProcess sink) {
    this.out = out;
    this.database = database;
    this.sink = sink;
  }

  /** Runs once, prints a line and ends. */
  public static void main(String[] arguments) throws InterruptedException {
    int publishers = 8;
    int rate = 0;
    int warmUp = 30;
    int seconds = 30;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(USAGE);
      }
      int value = Integer.parseInt(arguments[i + 1]);
      switch (arguments[i]) {
        case "--publishers" -> publishers = value;
        case "--rate" -> rate = value;
        case "--warm-up" -> warmUp = value;
        case "--seconds" -> seconds = value;
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
    try (PostgresServer database = PostgresServer.start();
        SinkProcess sink = SinkProcess.start()) {
      new SteadyBenchmark(new PrintStream(System.out, true, UTF_8), database, sink)
          .run(publishers, rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
    }
  }

  private void run(int publishers, int rate, Duration warmUp, Duration duration)
      throws InterruptedException {
    try (HikariDataSource pool = database.pool(CONNECTIONS)) {
      JdbcStore store = JdbcStore.builder(pool).build();
      store.createSchema();
      try (Webhooks webhooks =
          Webhooks.builder(store, SecretCipher.unprotected())
              .urlPolicy(UrlPolicy.allowingLocal())
              .build()) {
        for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
          webhooks
              .registry()
              .register(
                  "workspace-" + endpoint,
                  WebhookSettings.builder()
                      .name("endpoint " + endpoint)
                      .url(sink.endpoint(endpoint))
                      .build());
        }
        webhooks.dispatcher().start();
        measure("warm-up", webhooks, publishers, rate, warmUp);
        database.run("checkpoint");
        measure("steady", webhooks, publishers, rate, duration);
      }
    }
  }

  private void measure(String name, Webhooks webhooks, int publishers, int rate, Duration duration)
      throws InterruptedException {
    long requests = sink.requests();
    long transactions = transactions();
    String wal = database.ask("select pg_current_wal_lsn()");
    ProcessorTime before = ProcessorTime.now(database.handle(), sink.handle());
    long start = System.nanoTime();

    int published = publish(webhooks, publishers, rate, duration);
    while (sink.requests() - requests < published || webhooks.dispatcher().inFlight() > 0) {
      LockSupport.parkNanos(1_000_000);
    }

    double elapsed = (System.nanoTime() - start) / 1e9;
    ProcessorTime used = ProcessorTime.now(database.handle(), sink.handle()).minus(before);
    Thread.sleep(1_500); // the server counts transactions with a delay
    out.println(
        String.format(
            Locale.ROOT,
            "%-8s %8d events %8.0f/s   µs an event: client %.0f, database %.0f, sink %.0f  "
                + " transactions %.2f, WAL bytes %.0f",
            name,
            published,
            published / elapsed,
            micros(used.client(), published),
            micros(used.database(), published),
            micros(used.sink(), published),
            (transactions() - transactions) / (double) published,
            Double.parseDouble(database.ask("select pg_current_wal_lsn() - '" + wal + "'::pg_lsn"))
                / published));
  }

  private static double micros(Duration used, int events) {
    return used.toNanos() / 1e3 / events;
  }

  private long transactions() {
    return Long.parseLong(
        database.ask(
            "select xact_commit from pg_stat_database where datname = current_database()"));
  }

  private static int publish(Webhooks webhooks, int publishers, int rate, Duration duration)
      throws InterruptedException {
    AtomicInteger published = new AtomicInteger();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (true) {
                  int number = published.getAndIncrement();
                  long due = rate == 0 ? 0 : number * 1_000_000_000L / rate;
                  long left = start + due - System.nanoTime();
                  if (start + duration.toNanos() - System.nanoTime() - Math.max(0, left) < 0) {
                    published.decrementAndGet();
                    return;
                  }
                  if (left > 0) {
                    LockSupport.parkNanos(left);
                  }
                  webhooks.publisher().publish(event(number));
                }
              },
              "publisher-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return published.get();
  }

  private static Event event(int number) {
    return Event.builder(Workload.EVENT_TYPE)
        .workspace("workspace-" + number % ENDPOINTS)
        .data(Map.of("text", "x".repeat(400)))
        .build();
  }
}
