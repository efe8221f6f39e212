package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.policy.WebhookListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** This library with its default settings, on a pool as a host might have it. */
final class LibraryContender implements Contender {
  private static final int CONNECTIONS = 10;
  private static final int PUBLISHED_AT_ONCE = 500;

  private final Database database;
  private final Workload workload;
  private final Library library;
  private boolean truncates = true;

  /** How many deliveries the log held before those that are published last. */
  private long before;

  LibraryContender(Database database, Workload workload) {
    this.database = database;
    this.workload = workload;
    this.library = Library.on(database, CONNECTIONS);
    library.registerAll(workload);
  }

  @Override
  public String name() {
    return "webhooks";
  }

  /** What its log holds by now stays there, all of it delivered, and grows. */
  void keepsItsLog() {
    truncates = false;
  }

  @Override
  public void publish(int deliveries) {
    if (truncates) {
      database.truncate(
          "webhooks_event", "webhooks_delivery", "webhooks_pending", "webhooks_attempt");
    }
    before = truncates ? 0 : database.count("webhooks_delivery");
    try (Webhooks webhooks = library.webhooks()) {
      List<Event> events = new ArrayList<>();
      for (int delivery = 0; delivery < deliveries; delivery++) {
        events.add(workload.event(delivery));
        if (events.size() == PUBLISHED_AT_ONCE || delivery == deliveries - 1) {
          webhooks.publisher().publishAll(events);
          events.clear();
        }
      }
    }
    database.settle();
  }

  @Override
  public Duration drain(int deliveries) throws InterruptedException {
    CountDownLatch undelivered = new CountDownLatch(deliveries);
    WebhookListener listener =
        new WebhookListener() {
          @Override
          public void onOutcome(DeliveryOutcome outcome) {
            // Told after the commit.
            if (outcome.state() == DeliveryState.DELIVERED) {
              undelivered.countDown();
            }
          }
        };
    try (Webhooks webhooks = library.webhooks(listener)) {
      long start = System.nanoTime();
      webhooks.dispatcher().start();
      boolean finished = undelivered.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (!finished) {
        throw new IllegalStateException("not everything was delivered in time");
      }
      requireAll(deliveries);
      return elapsed;
    }
  }

  /** Looks into the database for what it should hold once all is delivered. */
  void requireAll(int deliveries) {
    long all = before + deliveries;
    if (database.count("webhooks_delivery where state = 'DELIVERED'") != all
        || database.count("webhooks_attempt where status = 200") != all
        || database.count("webhooks_pending") != 0) {
      throw new IllegalStateException("not everything was delivered");
    }
  }

  @Override
  public void close() {
    library.close();
  }
}
