package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.deliverAll;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Drivers and servers that read statements in a way of their own: the path of an event. The whole
 * contract is run on each of them with the soak tests.
 */
class OddModesTest {
  static Stream<Arguments> modes() {
    TestDatabase.postgres("odd_modes").close();
    PGSimpleDataSource asText = PostgresServer.schema("odd_modes");
    asText.setPreferQueryMode(PreferQueryMode.SIMPLE);
    DataSource asOracle =
        MariaDbServer.database(
            "odd_modes", "&sessionVariables=sql_mode='ORACLE,STRICT_TRANS_TABLES'");
    return Stream.of(
        arguments("preferQueryMode=simple", asText), arguments("sql_mode=ORACLE", asOracle));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modes")
  void anEventIsStoredClaimedRetriedDeliveredAndFound(String mode, DataSource dataSource) {
    try (TestDatabase database = TestDatabase.on(dataSource)) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      store.append(List.of(event("order-7", webhook), event(null, webhook)));
      assertThat(store.append(List.of(event("order-7", webhook))).get(0).duplicate()).isTrue();

      List<ClaimedDelivery> claims = store.claim(claimUpTo(10));
      assertThat(claims).hasSize(2);
      Attempt refused =
          Attempt.builder(1, Instant.parse("2026-05-13T12:00:00Z"), Duration.ofMillis(3))
              .httpStatus(503)
              .error("it's \\ \"no\"")
              .responseBody("")
              .build();
      for (ClaimedDelivery claim : claims) {
        store.complete(List.of(Completion.retry(claim, refused, Duration.ZERO)));
      }
      deliverAll(store);

      DeliveryPage page =
          store.query(DeliveryQuery.builder(WORKSPACE).state(DeliveryState.DELIVERED).build());
      assertThat(page.deliveries()).hasSize(2);
      DeliveryDetail detail = store.findDelivery(WORKSPACE, claims.get(0).id()).orElseThrow();
      assertThat(detail.attempts()).hasSize(2).startsWith(refused);
      assertThat(database.count("pending")).isZero();
    }
  }
}
