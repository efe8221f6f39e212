package dev.webhooks.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** Whether a small heap drains a long backlog as fast at its end as at its start. */
final class MemoryScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final long GLANCE = 5_000_000;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) {
    PostgresServer database = stage.postgres();
    SinkProcess sink = stage.sink();
    int deliveries = scale.of(1_000_000, 1_000);
    try (LibraryContender publisher =
            new LibraryContender(database, new Workload(ENDPOINTS, sink));
        NodeProcess node = NodeProcess.begin(database, "-Xmx128m")) {
      publisher.publish(deliveries);
      long requests = sink.requests();
      node.start();
      // The first twentieth is the compiler's.
      long warm = await(sink, requests + deliveries / 20);
      long started = await(sink, requests + deliveries * 3L / 20);
      long ending = await(sink, requests + deliveries * 18L / 20);
      long ended = await(sink, requests + deliveries);
      node.stop();
      publisher.requireAll(deliveries);
      double tenth = deliveries / 10.0;
      double atStart = tenth * 1e9 / (started - warm);
      double atEnd = tenth * 1e9 / (ended - ending);
      String what = deliveries + " waiting, -Xmx128m: ";
      report.add(this, what + "deliveries/s at the start", Statistics.of(atStart));
      report.add(this, what + "deliveries/s at the end", Statistics.of(atEnd));
      report.add(this, what + "end ÷ start", Statistics.of(atEnd / atStart), Goal.atLeast(0.8));
    }
  }

  /** When the sink had seen so many, by the nanosecond clock. */
  private static long await(SinkProcess sink, long requests) {
    while (sink.requests() < requests) {
      LockSupport.parkNanos(GLANCE);
    }
    return System.nanoTime();
  }
}
