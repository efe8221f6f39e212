package dev.webhooks.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How fast a process that has just been started drains its first deliveries. */
final class ColdScenario implements Scenario {
  private static final int ENDPOINTS = 100;

  @Override
  public String name() {
    return "cold";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    int deliveries = scale.of(20_000, 100);
    int drainsOfOne = scale.of(6, 2);
    List<Double> colds = new ArrayList<>();
    List<Double> warms = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (LibraryContender publisher =
        new LibraryContender(database, new Workload(ENDPOINTS, sink))) {
      for (int round = 0; round < scale.of(3, 1); round++) {
        try (NodeProcess node = NodeProcess.begin(database)) {
          Contender contender = new NodesContender(database, sink, publisher, List.of(node));
          List<Result> drains =
              new Drains(database, sink, report, deliveries, drainsOfOne, 0)
                  .measure(List.of(contender))
                  .getOrDefault(contender, List.of());
          double cold = drains.get(0).perSecond();
          double warm =
              Statistics.of(drains.subList(drainsOfOne / 2, drainsOfOne), Result::perSecond)
                  .median();
          colds.add(cold);
          warms.add(warm);
          ratios.add(cold / warm);
        }
      }
    }
    report.add(this, "first " + deliveries + " after a start: deliveries/s", Statistics.of(colds));
    report.add(this, "warm: deliveries/s", Statistics.of(warms));
    report.add(this, "first ÷ warm", Statistics.of(ratios), Goal.atLeast(0.7));
  }
}
