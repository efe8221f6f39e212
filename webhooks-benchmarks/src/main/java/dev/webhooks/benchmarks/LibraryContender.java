package dev.webhooks.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.SecretCipher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** This library with its default settings, on a pool as a host might have it. */
final class LibraryContender implements Contender {
  private static final int CONNECTIONS = 10;
  private static final int PUBLISHED_AT_ONCE = 500;

  private final PostgresServer database;
  private final Workload workload;
  private final HikariDataSource pool;
  private final JdbcStore store;

  LibraryContender(PostgresServer database, Workload workload) {
    this.database = database;
    this.workload = workload;
    this.pool = database.pool(CONNECTIONS);
    this.store = JdbcStore.builder(pool).build();
    store.createSchema();
    register();
  }

  /** A workspace for each webhook, as if each belonged to another customer. */
  private void register() {
    try (Webhooks webhooks = webhooks(WebhookListener.none())) {
      for (int endpoint = 0; endpoint < workload.endpoints(); endpoint++) {
        RegisteredWebhook registered =
            webhooks
                .registry()
                .register(
                    workspace(endpoint),
                    WebhookSettings.builder()
                        .name("endpoint " + endpoint)
                        .url(workload.urlOf(endpoint))
                        .build());
        if (!registered.verification().verified()) {
          throw new IllegalStateException("the sink failed the handshake");
        }
      }
    }
  }

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public void publish(int deliveries) {
    database.run(
        "truncate webhooks_event, webhooks_delivery, webhooks_pending, webhooks_attempt",
        "checkpoint");
    try (Webhooks webhooks = webhooks(WebhookListener.none())) {
      List<Event> events = new ArrayList<>();
      for (int delivery = 0; delivery < deliveries; delivery++) {
        events.add(
            Event.builder(Workload.EVENT_TYPE)
                .workspace(workspace(workload.endpointOf(delivery)))
                .data(Map.of("text", workload.text()))
                .build());
        if (events.size() == PUBLISHED_AT_ONCE || delivery == deliveries - 1) {
          webhooks.publisher().publishAll(events);
          events.clear();
        }
      }
    }
    database.run("vacuum analyze", "checkpoint");
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
    try (Webhooks webhooks = webhooks(listener)) {
      long start = System.nanoTime();
      webhooks.dispatcher().start();
      boolean finished = undelivered.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      requireAll(finished, deliveries);
      return elapsed;
    }
  }

  private void requireAll(boolean finished, int deliveries) {
    if (!finished
        || database.count("webhooks_delivery where state = 'DELIVERED'") != deliveries
        || database.count("webhooks_attempt where status = 200") != deliveries
        || database.count("webhooks_pending") != 0) {
      throw new IllegalStateException("not everything was delivered");
    }
  }

  private Webhooks webhooks(WebhookListener listener) {
    return Webhooks.builder(store, SecretCipher.unprotected())
        .urlPolicy(UrlPolicy.allowingLocal())
        .listener(listener)
        .build();
  }

  private static String workspace(int endpoint) {
    return "workspace-" + endpoint;
  }

  @Override
  public void close() {
    pool.close();
  }
}
