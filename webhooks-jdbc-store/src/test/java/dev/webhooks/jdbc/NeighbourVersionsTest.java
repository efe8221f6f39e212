package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nodes of two releases on one schema, as while a new release is rolled out: the newer one has
 * migrated it, the older one was written for migration 1 alone.
 */
class NeighbourVersionsTest {
  private static final int EVENTS = 40;
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  /** Guarantees L and F: what either publishes is delivered once, by whichever claims it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void bothPublishAndDeliverAtTheSameTime(Engine engine) throws Exception {
    try (TestDatabase database = engine.open("neighbours")) {
      JdbcStore newer = migrated(database);
      FirstRelease older = new FirstRelease(engine, database.dataSource());
      String olders = older.register(WORKSPACE);
      Webhook newers = Fixture.activeWebhook(newer, WORKSPACE);
      assertThat(newer.list(WebhookQuery.of(WORKSPACE)).webhooks())
          .extracting(Webhook::id)
          .containsExactlyInAnyOrder(olders, newers.id());
      Webhook oldersWebhook = newer.findWebhook(WORKSPACE, olders).orElseThrow().webhook();

      CyclicBarrier start = new CyclicBarrier(2);
      ExecutorService nodes = Executors.newFixedThreadPool(2);
      Future<List<String>> published =
          nodes.submit(
              () -> {
                List<String> ids = new ArrayList<>();
                start.await();
                for (int i = 0; i < EVENTS; i++) {
                  ids.add(older.publish(WORKSPACE, i % 2 == 0 ? olders : newers.id()));
                  if (i % 10 == 0) {
                    claimed(older, newers.id(), olders).forEach(older::complete);
                  }
                }
                return ids;
              });
      nodes
          .submit(
              () -> {
                start.await();
                for (int i = 0; i < EVENTS; i++) {
                  newer.append(List.of(Fixture.event(null, i % 2 == 0 ? oldersWebhook : newers)));
                  if (i % 10 == 0) {
                    deliver(newer, newer.claim(Fixture.claimUpTo(7)));
                  }
                }
                return null;
              })
          .get();
      Set<String> ids = new HashSet<>(published.get());
      nodes.shutdown();
      claimed(older, newers.id(), olders).forEach(older::complete);
      Fixture.deliverAll(newer);

      assertThat(database.count("delivery")).isEqualTo(2 * EVENTS);
      assertThat(database.count("attempt")).isEqualTo(2 * EVENTS);
      assertThat(database.count("pending")).isZero();
      assertThat(ids).allMatch(id -> older.state(WORKSPACE, id).equals("DELIVERED"));
      assertThat(newer.query(DeliveryQuery.builder(WORKSPACE).limit(200).build()).deliveries())
          .hasSize(2 * EVENTS)
          .allMatch(delivery -> delivery.state() == DeliveryState.DELIVERED)
          .allMatch(delivery -> delivery.attempts() == 1);
      assertThat(database.number("select count(*) from webhooks_webhook where nickname = 'none'"))
          .isEqualTo(2);
    }
  }

  /** Guarantee F, from either side. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void eitherTakesOverWhatTheOtherLost(Engine engine) {
    try (TestDatabase database = engine.open("takeover")) {
      JdbcStore newer = migrated(database);
      FirstRelease older = new FirstRelease(engine, database.dataSource());
      Webhook webhook = Fixture.activeWebhook(newer, WORKSPACE);

      String first = older.publish(WORKSPACE, webhook.id());
      List<FirstRelease.Claim> lost = older.claim(webhook.id(), 10);
      assertThat(lost).hasSize(1);
      assertThat(newer.claim(Fixture.claimUpTo(10))).isEmpty();
      database.passTime(Duration.ofMinutes(6));
      List<ClaimedDelivery> taken = newer.claim(Fixture.claimUpTo(10));
      assertThat(taken).extracting(ClaimedDelivery::id).containsExactly(first);
      assertThat(older.complete(lost.get(0))).isFalse();
      assertThat(deliver(newer, taken)).hasSize(1);

      String second = older.publish(WORKSPACE, webhook.id());
      List<ClaimedDelivery> lostToo = newer.claim(Fixture.claimUpTo(10));
      assertThat(older.claim(webhook.id(), 10)).isEmpty();
      database.passTime(Duration.ofMinutes(6));
      List<FirstRelease.Claim> takenToo = older.claim(webhook.id(), 10);
      assertThat(takenToo).extracting(FirstRelease.Claim::id).containsExactly(second);
      assertThat(deliver(newer, lostToo)).isEmpty();
      assertThat(older.complete(takenToo.get(0))).isTrue();

      assertThat(database.count("attempt")).isEqualTo(2);
    }
  }

  /** Whatever the older release says, the newer schema understands it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void noStatementOfTheOlderReleaseIsRefused(Engine engine) throws Exception {
    try (TestDatabase database = engine.open("understood")) {
      migrated(database);
      List<String> statements = FirstRelease.statements(engine);
      assertThat(statements).hasSizeGreaterThan(40);
      try (Connection connection = database.dataSource().getConnection()) {
        for (String sql : statements) {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (sql.contains("unnest(?)")) {
              statement.setArray(1, connection.createArrayOf("text", new Object[0]));
            }
            // Asking makes the server read it.
            assertThat(statement.getParameterMetaData().getParameterCount()).as(sql).isPositive();
          }
        }
      }
    }
  }

  private static JdbcStore migrated(TestDatabase database) {
    JdbcStore newer = Releases.store(database, Releases.next());
    newer.createSchema();
    return newer;
  }

  private static List<FirstRelease.Claim> claimed(FirstRelease node, String... webhooks) {
    List<FirstRelease.Claim> claims = new ArrayList<>();
    for (String webhook : webhooks) {
      claims.addAll(node.claim(webhook, 100));
    }
    return claims;
  }

  private static Set<String> deliver(JdbcStore store, List<ClaimedDelivery> claims) {
    return store.complete(
        claims.stream()
            .map(
                claim ->
                    Completion.delivered(
                        claim,
                        Attempt.builder(claim.attempts() + 1, NOON, Duration.ofMillis(3))
                            .httpStatus(200)
                            .responseBody("ok")
                            .build()))
            .toList());
  }
}
