package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pooler that could not be seen when the store was built, and shows later. */
@Isolated("reads what all stores log")
class ForeignStatementTest {
  private final TestDatabase database = TestDatabase.postgres("foreign_statement");
  private final TrickyDataSource tricky = new TrickyDataSource(database.dataSource());
  private LoggedEvents log;
  private JdbcStore store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database.reset();
    store = JdbcStore.builder(tricky.dataSource()).build();
    webhook = activeWebhook(store, WORKSPACE);
    log = LoggedEvents.of(JdbcStore.class);
  }

  @AfterEach
  void close() {
    log.close();
    database.close();
  }

  /**
   * No such statement; one of that name is there already; no rows, rows, another number of them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"26000", "42P05", "02000", "0100E", "WH001"})
  void isRecognisedAndFromThenOnTheStoreDoesWithoutNames(String state) throws SQLException {
    failOnce(state);

    assertRecognised(state);
  }

  /** PostgreSQL's own 08P01: the name is that of a statement with other parameters. */
  @Test
  void soIsAStatementThatTakesOtherParameters() throws Exception {
    failOnce(ofOtherParameters());

    assertRecognised("08P01");
  }

  private SQLException ofOtherParameters() throws SQLException {
    try (Connection connection = PostgresServer.schema("foreign_statement").getConnection();
        Statement other = connection.createStatement()) {
      PgDriver.of(connection).orElseThrow().prepareThreshold(1);
      try (PreparedStatement statement = connection.prepareStatement("select cast(? as int)")) {
        statement.setInt(1, 1);
        statement.executeQuery().close();
        other.execute("deallocate \"S_1\"; prepare \"S_1\" (int, int) as select $1 + $2");
        return catchThrowableOfType(SQLException.class, statement::executeQuery);
      }
    }
  }

  /** The next try is safe, so the caller may try again; only a transaction of theirs is over. */
  private void assertRecognised(String state) throws SQLException {
    assertThatThrownBy(() -> store.append(List.of(event(null, webhook))))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue());

    assertThat(database.count("event")).isZero();
    assertThat(log.all()).filteredOn(line -> line.getLevel() == Level.ERROR).hasSize(1);
    assertThat(log.all())
        .anySatisfy(
            line -> assertThat(line.getFormattedMessage()).contains("prepareThreshold=0", state));
    for (int i = 0; i < 20; i++) {
      store.append(List.of(event(null, webhook)));
    }
    assertThat(database.count("event")).isEqualTo(20);
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(PgDriver.of(connection).orElseThrow().prepareThreshold()).isEqualTo(5);
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> store.on(connection))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
          .hasMessageContaining("prepareThreshold=0");
      connection.setAutoCommit(true);
    }
    assertThat(log.all()).filteredOn(line -> line.getLevel() == Level.ERROR).hasSize(1);
  }

  /** A server's refusal, or a lost connection, is none. */
  @ParameterizedTest
  @ValueSource(strings = {"08006", "08P01", "57P01", "23505"})
  void otherFaultsAreWhatTheyWere(String state) {
    failOnce(state);

    assertThatThrownBy(() -> store.append(List.of(event(null, webhook))))
        .isInstanceOf(StoreException.class);

    assertThat(log.all()).noneMatch(line -> line.getLevel() == Level.ERROR);
  }

  @Test
  void aCallersTransactionThatMeetsOneIsOver() throws Exception {
    try (Connection connection = tricky.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      var outbox = store.on(connection);
      failOnce("26000");

      assertThatThrownBy(() -> outbox.append(List.of(event(null, webhook))))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
          .hasMessageContaining("prepareThreshold=0");
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void failOnce(String state) {
    failOnce(new SQLException("of somebody else's", state));
  }

  private void failOnce(SQLException failure) {
    AtomicBoolean failed = new AtomicBoolean();
    tricky.play(
        (method, argument) -> {
          if (method.equals("prepareStatement")
              && argument.contains("insert into webhooks_pending")
              && failed.compareAndSet(false, true)) {
            throw failure;
          }
        });
  }
}
