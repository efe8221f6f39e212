package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two nodes publish, dispatch with leases that end too early, redeliver, recover, purge, erase, and
 * delete webhooks, all at once: nobody fails, and what is left fits together.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class EverythingAtOnceTest {
  private static final List<String> WORKSPACES = List.of("acme", "globex");

  /** Each counts what must not be. */
  private static final List<String> FAULTS =
      List.of(
          """
          webhooks_delivery d where d.state = 'PENDING'
            and not exists (select 1 from webhooks_pending p where p.delivery_id = d.id)\
          """,
          """
          webhooks_pending p where not exists (
            select 1 from webhooks_delivery d where d.id = p.delivery_id and d.state = 'PENDING')\
          """,
          """
          webhooks_delivery d where d.attempts <> (
            select count(*) from webhooks_attempt a where a.delivery_id = d.id)\
          """,
          """
          webhooks_attempt a where not exists (
            select 1 from webhooks_delivery d where d.id = a.delivery_id)\
          """,
          """
          webhooks_delivery d where not exists (
            select 1 from webhooks_event e where e.id = d.event_id)\
          """,
          "webhooks_delivery where (state = 'PENDING') <> (finished_at is null)",
          """
          webhooks_event e where idempotency_key is null
            and not exists (select 1 from webhooks_delivery d where d.event_id = e.id)\
          """,
          """
          webhooks_event e where e.deliveries < (
            select count(*) from webhooks_delivery d where d.event_id = e.id)\
          """);

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore one;
  private JdbcStore two;
  private final List<Webhook> webhooks = Collections.synchronizedList(new ArrayList<>());

  private interface Step {
    void run(JdbcStore store, Random random) throws Exception;
  }

  @BeforeEach
  void open() {
    database = engine.open("at_once");
    database.reset();
    one = database.newStore();
    two = database.newStore();
    for (String workspace : WORKSPACES) {
      Stream.generate(() -> activeWebhook(one, workspace)).limit(4).forEach(webhooks::add);
    }
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  /** Guarantees L, F and W. */
  @Test
  void nobodyFailsAndWhatIsLeftFitsTogether() throws Exception {
    doEverything(6);
  }

  /** Guarantees L, F and W, for longer. */
  @Test
  @Tag("soak")
  void nobodyFailsForLongAndWhatIsLeftFitsTogether() throws Exception {
    doEverything(50);
  }

  private void doEverything(int rounds) throws Exception {
    List<Step> steps =
        List.of(
            this::publish,
            this::publishWithAnOrder,
            this::dispatch,
            this::dispatch,
            this::redeliver,
            this::recover,
            (store, random) -> store.purge(Duration.ZERO, 1 + random.nextInt(50)),
            (store, random) -> store.purge(Duration.ofMillis(20), 5),
            this::erase,
            this::replaceAWebhook);
    ExecutorService executor = Executors.newFixedThreadPool(steps.size());
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Random random = new Random(i);
      JdbcStore store = i % 2 == 0 ? one : two;
      workers.add(
          executor.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  step.run(store, random);
                }
                return null;
              }));
    }
    try {
      for (Future<?> worker : workers) {
        worker.get(60, SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }

    for (String fault : FAULTS) {
      assertThat(database.number("select count(*) from " + fault)).as(fault).isZero();
    }
  }

  private void publish(JdbcStore store, Random random) {
    List<NewEvent> events =
        Stream.generate(() -> event(key(random), any(random))).limit(5).toList();
    assertThat(store.append(events)).hasSize(5);
  }

  /** In a transaction of the host's, which starts again when it loses against another. */
  private void publishWithAnOrder(JdbcStore store, Random random) throws Exception {
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try {
        store.on(connection).append(List.of(event(key(random), any(random))));
        store.on(connection).append(List.of(event(null, any(random))));
        if (random.nextBoolean()) {
          connection.commit();
        }
      } catch (StoreException e) {
        assertThat(e.isRetryable()).as("%s: %s", e, e.getCause()).isTrue();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  /** Leases of a few milliseconds, so that some claims are lost before they are completed. */
  private void dispatch(JdbcStore store, Random random) {
    Duration lease = Duration.ofMillis(random.nextInt(30));
    List<ClaimedDelivery> claims =
        store.claim(ClaimRequest.builder(30, lease).perWebhook(8).build());
    List<Completion> completions = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      int status = random.nextInt(3) == 0 ? 503 : 200;
      Attempt attempt =
          Attempt.builder(claim.attempts() + 1, Instant.EPOCH, Duration.ofMillis(3))
              .httpStatus(status)
              .responseBody("answer")
              .build();
      completions.add(
          status == 200
              ? Completion.delivered(claim, attempt)
              : claim.attempts() - claim.attemptsBeforeRound() > 0
                  ? Completion.exhausted(claim, attempt)
                  : Completion.retry(claim, attempt, Duration.ofMillis(random.nextInt(20))));
    }
    Collections.shuffle(completions, random);
    store.complete(completions);
  }

  private void redeliver(JdbcStore store, Random random) {
    DeliveryQuery query = DeliveryQuery.builder(workspace(random)).limit(10).build();
    for (Delivery delivery : store.query(query).deliveries()) {
      store.redeliver(delivery.workspace(), delivery.id());
    }
  }

  private void recover(JdbcStore store, Random random) {
    Webhook webhook = any(random);
    store.recover(webhook.workspace(), webhook.id(), Instant.EPOCH, Instant.MAX, null, 20);
  }

  /** Rarely, or nothing would be left. Its webhooks come back as others. */
  private void erase(JdbcStore store, Random random) {
    if (random.nextInt(10) == 0) {
      store.erase(workspace(random));
    }
  }

  private void replaceAWebhook(JdbcStore store, Random random) {
    Webhook webhook = any(random);
    store.delete(webhook.workspace(), webhook.id());
    webhooks.remove(webhook);
    webhooks.add(activeWebhook(store, webhook.workspace()));
  }

  private Webhook any(Random random) {
    List<Webhook> known = List.copyOf(webhooks);
    return known.get(random.nextInt(known.size()));
  }

  private static String workspace(Random random) {
    return WORKSPACES.get(random.nextInt(WORKSPACES.size()));
  }

  private static String key(Random random) {
    return random.nextBoolean() ? "key-" + random.nextLong() : null;
  }
}
