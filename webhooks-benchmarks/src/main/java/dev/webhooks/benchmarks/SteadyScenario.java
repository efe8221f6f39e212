package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What an event costs that is published by itself and delivered at once, by the same process: as
 * many as it takes, and at 100 a second.
 */
final class SteadyScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final int CONNECTIONS = 16;
  private static final int PUBLISHERS = 8;
  private static final int FEW_A_SECOND = 100;
  private static final long GLANCE = 1_000_000;

  @Override
  public String name() {
    return "steady";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    Workload workload = new Workload(ENDPOINTS, sink);
    try (Library library = Library.on(database, CONNECTIONS)) {
      library.registerAll(workload);
      try (Webhooks webhooks = library.webhooks()) {
        webhooks.dispatcher().start();
        Measured measured = new Measured(database, sink, workload, webhooks);
        measured.run(new Load(PUBLISHERS, 0, scale.seconds(30)));
        // Sustained: one long run, not the best of several short ones.
        add(report, "", List.of(measured.run(new Load(PUBLISHERS, 0, scale.seconds(60)))), false);
        List<SteadyRun> slow = new ArrayList<>();
        for (int round = 0; round < scale.of(3, 1); round++) {
          slow.add(measured.run(new Load(PUBLISHERS, FEW_A_SECOND, scale.seconds(20))));
        }
        add(report, "at " + FEW_A_SECOND + "/s: ", slow, true);
      }
    }
  }

  private void add(Report report, String when, List<SteadyRun> runs, boolean slow) {
    Statistics perSecond = Statistics.of(runs, SteadyRun::perSecond);
    report.add(this, when + "events/s", perSecond);
    report
        .median(DrainScenario.NAME, DrainScenario.PER_SECOND)
        .ifPresent(
            drain -> {
              if (!slow) {
                report.add(
                    this,
                    "events/s for 60 s ÷ deliveries/s of a drain",
                    Statistics.of(perSecond.median() / drain),
                    Goal.atLeast(0.4));
              }
            });
    report.add(
        this, when + "client and database µs an event", Statistics.of(runs, SteadyRun::micros));
    report.add(this, when + "client µs an event", Statistics.of(runs, SteadyRun::clientMicros));
    report.add(this, when + "database µs an event", Statistics.of(runs, SteadyRun::databaseMicros));
    report.add(
        this,
        when + "transactions a message",
        Statistics.of(runs, SteadyRun::transactionsEach),
        slow ? Goal.atMost(3) : null);
    report.add(
        this,
        when + "WAL bytes a message",
        Statistics.of(runs, SteadyRun::logBytesEach),
        slow ? Goal.atMost(2_800) : null);
  }

  /** What runs are measured on. */
  private record Measured(
      PostgresServer database, SinkProcess sink, Workload workload, Webhooks webhooks) {

    SteadyRun run(Load load) throws InterruptedException {
      // A full page of each block that is touched goes into the log after a checkpoint: not here.
      database.run("vacuum analyze");
      long requests = sink.requests();
      long transactions = database.transactions();
      long logBytes = database.logBytes();
      ProcessorTime before = ProcessorTime.now(database, sink);
      long start = System.nanoTime();
      int published = load.run(number -> webhooks.publisher().publish(workload.event(number)));
      while (sink.requests() - requests < published || webhooks.dispatcher().inFlight() > 0) {
        LockSupport.parkNanos(GLANCE);
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      ProcessorTime used = ProcessorTime.now(database, sink).minus(before);
      logBytes = database.logBytes() - logBytes;
      transactions = database.transactions() - transactions;
      return new SteadyRun(new Result(published, elapsed, used), transactions, logBytes);
    }
  }
}
