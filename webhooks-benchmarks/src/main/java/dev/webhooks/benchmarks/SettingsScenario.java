package dev.webhooks.benchmarks;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The steady state of a whole host: its requests, one event each, and their deliveries, in the
 * settings application. The callers' own time does not count.
 */
final class SettingsScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final int CALLERS = 16;
  private static final int FEW_A_SECOND = 100;
  private static final long GLANCE = 1_000_000;

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    if (!Files.exists(SettingsProcess.JAR)) {
      report.say("  skipped: there is no %s", SettingsProcess.JAR);
      return;
    }
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    Workload workload = new Workload(ENDPOINTS, sink);
    try (SettingsProcess settings = SettingsProcess.start(database, CALLERS)) {
      for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
        settings.register(Workload.workspace(endpoint), workload.urlOf(endpoint));
      }
      Measured measured = new Measured(database, sink, workload, settings);
      measured.run(new Load(CALLERS, 0, scale.seconds(60)));
      List<Result> fast = new ArrayList<>();
      List<Result> slow = new ArrayList<>();
      for (int round = 0; round < scale.of(3, 1); round++) {
        fast.add(measured.run(new Load(CALLERS, 0, scale.seconds(20))));
        slow.add(measured.run(new Load(CALLERS, FEW_A_SECOND, scale.seconds(20))));
      }
      add(report, "", fast, 330);
      add(report, "at " + FEW_A_SECOND + "/s: ", slow, 900);
    }
  }

  private void add(Report report, String when, List<Result> runs, int most) {
    report.add(this, when + "events/s", Statistics.of(runs, Result::perSecond));
    report.add(
        this,
        when + "client and database µs an event",
        Statistics.of(
            runs,
            run ->
                run.microsEach(run.processor().client())
                    + run.microsEach(run.processor().database())),
        Goal.atMost(most));
    report.add(
        this,
        when + "database µs an event",
        Statistics.of(runs, run -> run.microsEach(run.processor().database())));
  }

  /** What runs are measured on. */
  private record Measured(
      PostgresServer database, SinkProcess sink, Workload workload, SettingsProcess settings) {

    Result run(Load load) throws InterruptedException {
      database.run("vacuum analyze");
      long requests = sink.requests();
      ProcessorTime before = ProcessorTime.now(settings.handle(), database, sink);
      long start = System.nanoTime();
      int published =
          load.run(
              number ->
                  settings.publish(
                      Workload.workspace(workload.endpointOf(number)), workload.text()));
      while (sink.requests() - requests < published || database.count("webhooks_pending") > 0) {
        LockSupport.parkNanos(GLANCE);
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      ProcessorTime used = ProcessorTime.now(settings.handle(), database, sink).minus(before);
      return new Result(published, elapsed, used);
    }
  }
}
