package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long an event takes from accepted (the publisher returned) to received. */
final class LatencyScenario implements Scenario {
  private static final List<Integer> RATES = List.of(1, 100, 500);
  private static final int RATE_WITH_GOALS = 100;
  private static final int ENDPOINTS = 100;
  private static final int CONNECTIONS = 16;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report)
      throws InterruptedException, IOException {
    Map<Integer, List<Latencies>> measured = new LinkedHashMap<>();
    try (Library library = Library.on(stage.postgres(), CONNECTIONS);
        Webhooks webhooks = library.webhooks()) {
      webhooks.dispatcher().start();
      try (LatencyProbe probe = new LatencyProbe(webhooks, ENDPOINTS)) {
        probe.measure(500, scale.seconds(60)); // for the compiler's sake
        for (int round = 0; round < scale.of(3, 1); round++) {
          for (int rate : RATES) {
            measured
                .computeIfAbsent(rate, none -> new ArrayList<>())
                .add(probe.measure(rate, scale.seconds(rate == 1 ? 30 : 20)));
          }
        }
      }
    }
    measured.forEach((rate, rounds) -> add(report, rate, rounds));
  }

  private void add(Report report, int rate, List<Latencies> rounds) {
    boolean goals = rate == RATE_WITH_GOALS;
    String what = "accepted to received at " + rate + "/s: ";
    report.add(
        this,
        what + "p50, ms",
        Statistics.of(rounds, all -> all.percentile(50)),
        goals ? Goal.atMost(0.5) : null);
    report.add(
        this,
        what + "p99, ms",
        Statistics.of(rounds, all -> all.percentile(99)),
        goals ? Goal.atMost(1.5) : null);
  }
}
