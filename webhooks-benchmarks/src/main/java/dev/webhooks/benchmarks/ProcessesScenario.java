package dev.webhooks.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What several processes on one database drain together, beside one. */
final class ProcessesScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final List<Integer> COUNTS = List.of(1, 2, 4);

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    List<NodeProcess> nodes = new ArrayList<>();
    try (LibraryContender publisher =
        new LibraryContender(database, new Workload(ENDPOINTS, sink))) {
      for (int node = 0; node < 4; node++) {
        nodes.add(NodeProcess.begin(database));
      }
      List<Contender> contenders = new ArrayList<>();
      for (int count : COUNTS) {
        // Each takes its turn alone, so that all are as warm.
        contenders.add(
            new NodesContender(
                database, sink, publisher, nodes.subList(nodes.size() - count, nodes.size())));
      }
      Drains drains =
          new Drains(database, sink, report, scale.of(40_000, 100), scale.of(5, 1), scale.of(4, 0));
      add(report, contenders, drains.measure(contenders));
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private void add(
      Report report, List<Contender> contenders, Map<Contender, List<Result>> results) {
    Contender one = contenders.get(0);
    for (Contender contender : contenders) {
      List<Result> all = results.getOrDefault(contender, List.of());
      report.add(this, contender.name() + ": deliveries/s", Statistics.of(all, Result::perSecond));
      if (contender != one) {
        report.add(
            this,
            contender.name() + " ÷ 1",
            Statistics.ofRatios(all, results.getOrDefault(one, List.of()), Result::perSecond),
            Goal.atLeast(0.9));
      }
    }
  }
}
