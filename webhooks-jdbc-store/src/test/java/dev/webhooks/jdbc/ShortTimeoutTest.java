package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that ends statements after a time that suffices for some rows, and not for many. */
class ShortTimeoutTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");
  private static final int EVENTS = 600;

  /** Guarantees L and B: what is too much for one statement goes in several. */
  @Test
  void groupsThatTakeTooLongAreStoredInPieces() {
    try (TestDatabase patient = TestDatabase.postgres("short_timeout")) {
      patient.execute("drop trigger if exists slow on webhooks_event");
      patient.reset();
      slowDown(patient, "event", "pending", "attempt");
      PGSimpleDataSource hasty = PostgresServer.schema("short_timeout");
      hasty.setOptions("-c statement_timeout=400ms");
      try (TestDatabase database = TestDatabase.on(hasty)) {
        JdbcStore store = database.newStore();
        Webhook webhook = activeWebhook(store, WORKSPACE);

        store.append(Stream.generate(() -> event(null, webhook)).limit(EVENTS).toList());

        assertThat(database.count("pending")).isEqualTo(EVENTS);
        List<ClaimedDelivery> claims = new ArrayList<>();
        JdbcStore otherNode = database.newStore();
        while (claims.size() < EVENTS) {
          List<ClaimedDelivery> some = otherNode.claim(claimUpTo(EVENTS));
          assertThat(some).isNotEmpty();
          claims.addAll(some);
        }
        assertThat(complete(database.newStore(), claims)).hasSize(EVENTS);
        assertThat(database.count("attempt")).isEqualTo(EVENTS);
        assertThat(database.count("pending")).isZero();
      }
    }
  }

  /** A transaction of the caller's ends with the time-out; begun anew it goes in smaller pieces. */
  @Test
  void aCallersTransactionThatTookTooLongPassesLater() {
    try (TestDatabase patient = TestDatabase.postgres("short_joined")) {
      patient.reset();
      slowDown(patient, "event");
      PGSimpleDataSource hasty = PostgresServer.schema("short_joined");
      hasty.setOptions("-c statement_timeout=40ms");
      JdbcStore store = JdbcStore.builder(hasty).build();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      List<NewEvent> events = Stream.generate(() -> event(null, webhook)).limit(40).toList();

      await()
          .ignoreExceptionsMatching(
              e -> e instanceof StoreException failure && failure.isRetryable())
          .untilAsserted(
              () -> {
                try (Connection connection = hasty.getConnection()) {
                  connection.setAutoCommit(false);
                  store.on(connection).append(events);
                  connection.commit();
                }
              });

      assertThat(patient.count("pending")).isEqualTo(40);
    }
  }

  /** Each row that is written takes 2 ms. */
  private static void slowDown(TestDatabase database, String... tables) {
    database.execute(
        "create or replace function slow_row() returns trigger language plpgsql as"
            + " 'begin perform pg_sleep(0.002); return new; end'");
    for (String table : tables) {
      database.execute("drop trigger if exists slow on webhooks_" + table);
      database.execute(
          "create trigger slow before insert or update on webhooks_"
              + table
              + " for each row execute function slow_row()");
    }
  }

  /** Guarantee B: neither a page of the log, nor a count, nor a purge looks at more than it may. */
  @Test
  void aLogThatIsSlowToReadIsReadInPieces() {
    try (TestDatabase patient = TestDatabase.postgres("short_reads")) {
      patient.reset();
      Webhook webhook = activeWebhook(patient.newStore(), WORKSPACE);
      fillLog(patient, webhook);
      patient.execute(
          "create function slow_look() returns boolean language plpgsql as"
              + " 'begin perform count(*) from generate_series(1, 500); return true; end'");
      patient.execute("alter table webhooks_delivery enable row level security");
      patient.execute("create policy slow on webhooks_delivery using (slow_look())");
      try (LimitedUser hasty =
              LimitedUser.of(Engine.POSTGRESQL, patient, "short_reads", "hasty_reader");
          TestDatabase database = patient.withStoresOn(hasty.dataSource())) {
        patient.execute("alter role hasty_reader set statement_timeout = '15ms'");
        JdbcStore store = database.newStore();

        List<Delivery> found = new ArrayList<>();
        String cursor = null;
        do {
          DeliveryPage page =
              store.query(
                  DeliveryQuery.builder(WORKSPACE)
                      .state(DeliveryState.FAILED)
                      .cursor(cursor)
                      .build());
          found.addAll(page.deliveries());
          cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(found).hasSize(EVENTS / 100);
        assertThat(store.countRecoverable(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX))
            .isEqualTo(EVENTS / 100);
        assertThat(store.recover(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX, null, 10))
            .hasSize(EVENTS / 100);
        assertThat(store.purge(Duration.ofDays(1), EVENTS).deliveries())
            .isEqualTo(EVENTS - EVENTS / 100);
      }
    }
  }

  private static void fillLog(TestDatabase database, Webhook webhook) {
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at, finished_at)
        select 'd_' || n, 'e_' || n, 'x', 'acme', 'WEBHOOK',
          case when n % 100 = 1 then 'FAILED' else 'DELIVERED' end, 1, 0, 1, n, n
        from generate_series(1, EVENTS) n\
        """
            .replace("WEBHOOK", webhook.id())
            .replace("EVENTS", Integer.toString(EVENTS)));
    database.execute(
        """
        insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
        select event_id, workspace, event_type, '\\x7b7d', 1, created_at from webhooks_delivery\
        """);
    database.execute("analyze webhooks_delivery");
  }

  private static Set<String> complete(JdbcStore store, List<ClaimedDelivery> claims) {
    List<Completion> completions = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      Attempt attempt =
          Attempt.builder(1, NOON, Duration.ofMillis(3)).httpStatus(200).responseBody("ok").build();
      completions.add(Completion.delivered(claim, attempt));
    }
    return new HashSet<>(store.complete(completions));
  }
}
