package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Event;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** What healthy webhooks notice of one beside them, in their own workspace, that hangs. */
final class HangingScenario implements Scenario {
  private static final int CONNECTIONS = 16;
  private static final int HEALTHY = 50;
  private static final int PER_SECOND = 100;
  private static final int PUBLISHED_AT_ONCE = 500;
  private static final String HANGING = "hanging";

  @Override
  public String name() {
    return "hanging";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report)
      throws InterruptedException, IOException {
    int waiting = scale.of(50_000, 200);
    try (Library library = Library.on(stage.postgres(), CONNECTIONS);
        Webhooks webhooks = library.webhooks()) {
      webhooks.dispatcher().start();
      try (LatencyProbe probe = LatencyProbe.ofOneWorkspace(webhooks, HEALTHY)) {
        probe.measure(500, scale.seconds(60)); // for the compiler's sake
        List<Latencies> without = probe.rounds(PER_SECOND, scale);
        Library.register(
            webhooks, LatencyProbe.WORKSPACE, HANGING, stage.sink().hangingEndpoint(0));
        for (int left = waiting; left > 0; left -= PUBLISHED_AT_ONCE) {
          webhooks
              .publisher()
              .publishAll(Collections.nCopies(Math.min(left, PUBLISHED_AT_ONCE), event()));
        }
        List<Latencies> beside = probe.rounds(PER_SECOND, scale);
        String who = HEALTHY + " beside one that hangs with " + waiting + " waiting: ";
        report.add(this, "without: p99, ms", Statistics.of(without, all -> all.percentile(99)));
        report.add(this, who + "p99, ms", Statistics.of(beside, all -> all.percentile(99)));
        report.add(
            this,
            who + "p99 ÷ without",
            Statistics.ofRatios(beside, without, all -> all.percentile(99)),
            Goal.atMost(1.2));
      }
    }
  }

  private static Event event() {
    return Event.builder(Workload.EVENT_TYPE)
        .workspace(LatencyProbe.WORKSPACE)
        .account(HANGING)
        .data("Yes!")
        .build();
  }
}
