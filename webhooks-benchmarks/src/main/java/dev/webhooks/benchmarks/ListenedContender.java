package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.policy.WebhookListener;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The library with a listener that takes its time for each outcome. The publisher is another's. */
final class ListenedContender implements Contender {
  private static final int CONNECTIONS = 10;
  private static final long GLANCE = 1_000_000;

  private final SinkProcess sink;
  private final LibraryContender publisher;
  private final Library library;
  private final Duration pause;

  ListenedContender(
      Database database, SinkProcess sink, LibraryContender publisher, Duration pause) {
    this.sink = sink;
    this.publisher = publisher;
    this.library = Library.on(database, CONNECTIONS);
    this.pause = pause;
  }

  @Override
  public String name() {
    return "a listener of " + pause.toMillis() + " ms";
  }

  @Override
  public void publish(int deliveries) {
    publisher.publish(deliveries);
  }

  /** What is asked for the end is the endpoint and the dispatcher: the listener may lag behind. */
  @Override
  public Duration drain(int deliveries) {
    long requests = sink.requests();
    Pausing listener = new Pausing(pause);
    try (Webhooks webhooks = library.webhooks(listener)) {
      long start = System.nanoTime();
      webhooks.dispatcher().start();
      while (sink.requests() - requests < deliveries || webhooks.dispatcher().inFlight() > 0) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          throw new IllegalStateException("not everything was delivered in time");
        }
        LockSupport.parkNanos(GLANCE);
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      publisher.requireAll(deliveries);
      listener.isOver = true;
      return elapsed;
    }
  }

  private static final class Pausing implements WebhookListener {
    private final Duration pause;
    private volatile boolean isOver;

    Pausing(Duration pause) {
      this.pause = pause;
    }

    @Override
    public void onOutcome(DeliveryOutcome outcome) {
      long end = System.nanoTime() + pause.toNanos();
      for (long left = pause.toNanos(); left > 0 && !isOver; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public void close() {
    library.close();
  }
}
