package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.StoreException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** What can't pass by itself is final, and says what to do. */
@ParameterizedClass
@EnumSource(Engine.class)
class ErrorHintsTest {
  @Parameter Engine engine;

  @Test
  void aColumnAndATableThatAreMissing() {
    try (TestDatabase database = engine.open("advice")) {
      database.reset();
      JdbcStore store = database.newStore();
      store.append(List.of(event(null, activeWebhook(store, WORKSPACE))));
      database.execute("alter table webhooks_webhook drop column status");
      assertFinal(() -> store.claim(claimUpTo(10)), "a column is missing");
      assertFinal(() -> store.list(WebhookQuery.of(WORKSPACE)), "a column is missing");

      database.execute("drop table webhooks_pending");
      assertFinal(() -> store.claim(claimUpTo(10)), "a table is missing");
      for (String table : new String[] {"workspace", "webhook", "event", "delivery", "attempt"}) {
        database.execute("drop table webhooks_" + table);
      }
      database.execute("drop table webhooks_schema_version");
      assertFinal(store::checkWritable, "a table is missing");
      store.createSchema();
      store.checkWritable();
    }
  }

  @Test
  void aRightThatIsMissing() {
    assumeTrue(engine != Engine.MARIADB, "the MariaDB server of these tests knows no users");
    try (TestDatabase database = engine.open("advice_rights")) {
      database.reset();
      try (LimitedUser limited =
          LimitedUser.of(engine, database, "advice_rights", "reads_and_writes")) {
        JdbcStore store = JdbcStore.builder(limited.dataSource()).build();
        store.append(List.of(event(null, activeWebhook(store, WORKSPACE))));

        database.execute("revoke select on " + rightOn("pending") + " from reads_and_writes");
        assertFinal(() -> store.claim(claimUpTo(10)), "lacks a right; grant it SELECT, INSERT");

        database.execute("revoke insert on " + rightOn("event") + " from reads_and_writes");
        Webhook webhook = activeWebhook(database.newStore(), WORKSPACE);
        assertFinal(() -> store.append(List.of(event(null, webhook))), "lacks a right");
      }
    }
  }

  /** H2's users have their rights on the schema here. */
  private String rightOn(String table) {
    return engine == Engine.H2 ? "schema public" : "webhooks_" + table;
  }

  @Test
  void aStatementThatTheDatabaseCannotRead() {
    try (TestDatabase database = engine.open("advice_syntax")) {
      database.reset();
      TrickyDataSource tricky = new TrickyDataSource(database.dataSource());
      JdbcStore store = JdbcStore.builder(tricky.dataSource()).build();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      store.append(List.of(event(null, webhook)));

      tricky.reword(text -> "selekt " + text);

      String advice = "a mode of the server's or a setting of the driver's URL";
      assertFinal(() -> store.claim(claimUpTo(10)), advice);
      assertFinal(() -> store.append(List.of(event(null, webhook))), advice);
    }
  }

  /** As where the driver sends statements as text: {@code unnest('{…}')} could be of any type. */
  @Test
  void aParameterWhoseTypePostgresCannotTell() {
    assumeTrue(engine == Engine.POSTGRESQL, "the others need no cast");
    try (TestDatabase database = engine.open("advice_types")) {
      PGSimpleDataSource asText = PostgresServer.schema("advice_types");
      asText.setPreferQueryMode(PreferQueryMode.SIMPLE);
      TrickyDataSource tricky = new TrickyDataSource(asText);
      JdbcStore store = JdbcStore.builder(tricky.dataSource()).build();
      Webhook webhook = activeWebhook(store, WORKSPACE);

      tricky.reword(text -> text.replaceAll("cast\\(\\? as text\\[]\\)", "?"));
      assertFinal(
          () -> store.append(List.of(event(null, webhook))), "a setting of the driver's URL");
    }
  }

  private static void assertFinal(ThrowingCallable call, String advice) {
    assertThatThrownBy(call)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(advice)
        .extracting(e -> ((StoreException) e).isRetryable())
        .isEqualTo(false);
  }
}
