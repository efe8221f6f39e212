package dev.webhooks.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The library in processes of its own, which share a backlog. They are the caller's. */
final class NodesContender implements Contender {
  private static final long GLANCE = 2_000_000;

  private final Database database;
  private final SinkProcess sink;
  private final LibraryContender publisher;
  private final List<NodeProcess> nodes;

  NodesContender(
      Database database, SinkProcess sink, LibraryContender publisher, List<NodeProcess> nodes) {
    this.database = database;
    this.sink = sink;
    this.publisher = publisher;
    this.nodes = List.copyOf(nodes);
  }

  @Override
  public String name() {
    return nodes.size() == 1 ? "1 process" : nodes.size() + " processes";
  }

  @Override
  public void publish(int deliveries) {
    publisher.publish(deliveries);
  }

  @Override
  public Duration drain(int deliveries) {
    long requests = sink.requests();
    long start = System.nanoTime();
    nodes.forEach(NodeProcess::start);
    while (sink.requests() - requests < deliveries || database.count("webhooks_pending") > 0) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IllegalStateException("not everything was delivered in time");
      }
      LockSupport.parkNanos(GLANCE);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    nodes.forEach(NodeProcess::stop);
    publisher.requireAll(deliveries);
    return elapsed;
  }

  @Override
  public void close() {
    // Nothing is its own.
  }
}
