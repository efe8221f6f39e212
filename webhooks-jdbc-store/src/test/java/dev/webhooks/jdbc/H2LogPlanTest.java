package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.WebhookQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Guarantee B: H2 reads of a log what its page shows. It takes rows in an index's order only where
 * a statement names every column that the index begins with, and else sorts all of them first.
 */
class H2LogPlanTest {
  private final TestDatabase database = Engine.H2.open("log_plan");
  private final JdbcStore store = database.newStore();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aPageOfALogIsReadInTheOrderOfAnIndex() throws SQLException {
    String webhook = activeWebhook(store, WORKSPACE).id();
    database.execute("set query_statistics true");

    store.query(DeliveryQuery.builder(WORKSPACE).build());
    store.query(DeliveryQuery.builder(WORKSPACE).account("acct_1").build());
    store.query(DeliveryQuery.builder(WORKSPACE).webhookId(webhook).build());
    store.query(DeliveryQuery.builder(WORKSPACE).state(DeliveryState.FAILED).build());
    store.countRecoverable(WORKSPACE, webhook, Instant.EPOCH, Instant.MAX);
    store.recover(WORKSPACE, webhook, Instant.EPOCH, Instant.MAX, null, 10);
    store.list(WebhookQuery.builder(WORKSPACE).build());

    List<String> statements = ordered();
    assertThat(statements).hasSizeGreaterThanOrEqualTo(6);
    for (String statement : statements) {
      assertThat(database.plan(statement)).as(statement).contains("index sorted");
    }
  }

  /** The statements that read many rows in the order of their creation. */
  private List<String> ordered() throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement asked =
            connection.prepareStatement(
                """
                select sql_statement from information_schema.query_statistics
                where sql_statement like 'select%order by%created_at%'
                """);
        ResultSet rows = asked.executeQuery()) {
      while (rows.next()) {
        statements.add(rows.getString(1));
      }
    }
    return statements;
  }
}
