package dev.webhooks.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a listener that takes its time costs those who wait for their deliveries. */
final class ListenerScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final Duration SLOW = Duration.ofMillis(10);

  @Override
  public String name() {
    return "listener";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    Workload workload = new Workload(ENDPOINTS, sink);
    try (LibraryContender publisher = new LibraryContender(database, workload);
        Contender quick = new ListenedContender(database, sink, publisher, Duration.ZERO);
        Contender slow = new ListenedContender(database, sink, publisher, SLOW)) {
      Map<Contender, List<Result>> results =
          new Drains(database, sink, report, scale.of(40_000, 100), scale.of(9, 1), scale.of(3, 0))
              .measure(List.of(quick, slow));
      List<Result> atOnce = results.getOrDefault(quick, List.of());
      List<Result> late = results.getOrDefault(slow, List.of());
      add(report, quick, atOnce);
      add(report, slow, late);
      String ratio = slow.name() + " ÷ " + quick.name() + ": ";
      report.add(
          this,
          ratio + "deliveries/s",
          Statistics.ofRatios(late, atOnce, Result::perSecond),
          Goal.atLeast(0.95));
      report.add(
          this,
          ratio + "deliveries a processor second",
          Statistics.ofRatios(late, atOnce, Result::perProcessorSecond));
    }
  }

  private void add(Report report, Contender contender, List<Result> all) {
    report.add(this, contender.name() + ": deliveries/s", Statistics.of(all, Result::perSecond));
  }
}
