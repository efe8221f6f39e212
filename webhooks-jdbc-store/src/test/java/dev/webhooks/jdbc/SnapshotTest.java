package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import dev.webhooks.testing.contract.AppendAnswer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A caller's transaction above READ COMMITTED: it does not see what was committed since it began.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class SnapshotTest {
  private static final int REPEATABLE_READ = Connection.TRANSACTION_REPEATABLE_READ;

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;
  private Connection connection;
  private int isolation;

  @BeforeEach
  void open() throws SQLException {
    database = engine.open("snapshot");
    database.reset();
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
    connection = database.dataSource().getConnection();
    isolation = connection.getTransactionIsolation();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.rollback();
    connection.setTransactionIsolation(isolation);
    connection.setAutoCommit(true);
    connection.close();
    database.close();
  }

  /** Guarantee L: to be told that an id is taken would make a caller drop the event. */
  @ParameterizedTest
  @ValueSource(ints = {REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
  void aKeyThatWasCommittedAfterTheSnapshotIsADuplicateOrToBeTriedAgain(int level)
      throws SQLException {
    boolean lookingLocks = engine == Engine.MARIADB && level != REPEATABLE_READ;
    assumeFalse(lookingLocks, "there nothing is committed after the look");
    connection.setTransactionIsolation(level);
    Outbox outbox = store.on(connection);
    look();
    NewEvent first = event("order-7", webhook);
    store.append(List.of(first));

    try {
      assertThat(outbox.append(List.of(event("order-7", webhook))))
          .extracting(AppendAnswer::of)
          .containsExactly(AppendAnswer.duplicateOf(first.id(), 1));
    } catch (StoreException e) {
      assertThat(e.isRetryable()).isTrue();
      assertThat(e).hasMessageContaining("begin it anew");
    }
    connection.rollback();

    assertThat(store.on(connection).append(List.of(event("order-7", webhook))))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(first.id(), 1));
  }

  /** MariaDB with {@code innodb_snapshot_isolation}, the default from 11.6 on. */
  @Test
  void aKeyThatMariaDbRefusesBecauseOfTheSnapshotIsToBeTriedAgain() throws SQLException {
    assumeTrue(engine == Engine.MARIADB);
    connection.setTransactionIsolation(REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set session innodb_snapshot_isolation = on");
    }
    Outbox outbox = store.on(connection);
    look();
    NewEvent first = event("order-7", webhook);
    store.append(List.of(first));

    assertThatThrownBy(() -> outbox.append(List.of(event("order-7", webhook))))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasMessageContaining("1020")
        .hasMessageContaining("begin it anew");
    connection.rollback();

    assertThat(store.on(connection).append(List.of(event("order-7", webhook))))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(first.id(), 1));
  }

  private void look() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from webhooks_event")) {
      row.next();
    }
  }
}
