package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Attempt;
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
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that ends statements after a time that suffices for some rows, and not for many. */
@Order(2)
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
