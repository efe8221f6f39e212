package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * What a tenant notices of another one: whose webhooks all hang while deliveries wait for each, and
 * one of whose events goes to very many healthy webhooks.
 */
final class NeighboursScenario implements Scenario {
  private static final int CONNECTIONS = 16;
  private static final int TIMED_ENDPOINTS = 10;
  private static final int PER_SECOND = 100;
  private static final String HANGING = "hanging";
  private static final String CROWD = "crowd";
  private static final long GLANCE = 1_000_000;

  @Override
  public String name() {
    return "neighbours";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report)
      throws InterruptedException, IOException {
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    try (Library library = Library.on(database, CONNECTIONS);
        Webhooks webhooks = library.webhooks()) {
      webhooks.dispatcher().start();
      try (LatencyProbe probe = new LatencyProbe(webhooks, TIMED_ENDPOINTS)) {
        probe.measure(500, scale.seconds(60)); // for the compiler's sake
        List<Latencies> alone = probe.rounds(PER_SECOND, scale);
        report.add(this, "alone: p99, ms", Statistics.of(alone, all -> all.percentile(99)));
        besideCrowd(database, sink, webhooks, probe, scale, report);
        besideHanging(database, sink, webhooks, probe, alone, scale, report);
      }
    }
  }

  private void besideCrowd(
      PostgresServer database,
      SinkProcess sink,
      Webhooks webhooks,
      LatencyProbe probe,
      Scale scale,
      Report report)
      throws InterruptedException {
    int crowd = scale.of(20_000, 100);
    Library.register(webhooks, CROWD, sink.endpoint(0));
    WebhookCopies.make(database, CROWD, sink.endpoint(0), crowd - 1);
    long requests = sink.requests();
    CompletableFuture<Void> published =
        CompletableFuture.runAsync(() -> webhooks.publisher().publish(event(CROWD)));
    Latencies beside = probe.measure(PER_SECOND, scale.seconds(20));
    published.join();
    long start = System.nanoTime();
    while (sink.requests() - requests < crowd) {
      if (System.nanoTime() - start > Duration.ofMinutes(2).toNanos()) {
        throw new IllegalStateException("the crowd did not get its event");
      }
      LockSupport.parkNanos(GLANCE);
    }
    report.add(
        this,
        "worst while an event goes to " + crowd + " webhooks, ms",
        Statistics.of(beside.worst()),
        Goal.atMost(500));
    report.add(
        this,
        "p99 while an event goes to " + crowd + " webhooks, ms",
        Statistics.of(beside.percentile(99)));
  }

  private void besideHanging(
      PostgresServer database,
      SinkProcess sink,
      Webhooks webhooks,
      LatencyProbe probe,
      List<Latencies> alone,
      Scale scale,
      Report report)
      throws InterruptedException {
    int hanging = scale.of(1_000, 20);
    int waiting = scale.of(100, 2);
    Library.register(webhooks, HANGING, sink.hangingEndpoint(0));
    WebhookCopies.make(database, HANGING, sink.hangingEndpoint(0), hanging - 1);
    for (int event = 0; event < waiting; event++) {
      webhooks.publisher().publish(event(HANGING));
    }
    // Nobody knows yet that they hang: that is the worst of it.
    List<Latencies> beside = probe.rounds(PER_SECOND, scale);
    String who = "beside " + hanging + " hanging webhooks × " + waiting + " waiting: ";
    report.add(this, who + "p99, ms", Statistics.of(beside, all -> all.percentile(99)));
    report.add(
        this,
        who + "p99 ÷ alone",
        Statistics.ofRatios(beside, alone, all -> all.percentile(99)),
        Goal.atMost(1.5));
    double worst = beside.stream().mapToDouble(Latencies::worst).max().orElseThrow();
    report.add(this, who + "worst, ms", Statistics.of(worst), Goal.atMost(500));
  }

  private static Event event(String workspace) {
    return Event.builder(Workload.EVENT_TYPE).workspace(workspace).data("Yes!").build();
  }
}
