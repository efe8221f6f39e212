package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.StoreException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guarantee L hangs on it: what is called not retryable is given up. */
class SqlErrorsTest {
  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "HY000, 1290, MariaDB or MySQL is read only after a fail-over",
    "HY000, 1836, MySQL is read only for everybody",
    "HY000, 1021, MariaDB's disk is full",
    "HY000, 1114, a table of MariaDB's is full",
    "08S01, 1047, a Galera node is not ready",
    "42000, 1203, too many connections of a MariaDB user",
    "42000, 1226, a MariaDB user has used up a limit",
    "26000, 0, PgBouncer lost a prepared statement",
    "42P05, 0, PgBouncer has a prepared statement of somebody else's",
    "58030, 0, PostgreSQL's disk fails",
    "53100, 0, PostgreSQL's disk is full",
    "57P01, 0, PostgreSQL shuts down",
    "57014, 0, PostgreSQL's statement timeout",
    "25P02, 0, PostgreSQL's transaction is aborted",
    "25P03, 0, PostgreSQL ended a transaction that idled",
    "25006, 0, PostgreSQL is read only",
    "90028, 90028, H2 can't write its file",
    "90031, 90031, H2 can't write its file",
    "90098, 90098, H2 is closed",
    "HY000, 50000, something went wrong within H2",
    "'', 0, a pool says nothing at all",
    "99999, 0, nobody knows",
  })
  void whatMayPassIsRetryable(String state, int number, String what) {
    SQLException fault = new SQLException(what, state.isEmpty() ? null : state, number);

    assertThat(SqlErrors.storeException("do it", fault).isRetryable()).isTrue();
    assertThat(SqlErrors.isConflict(fault)).as("run again at once").isFalse();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "40001, 0, PostgreSQL's serialization failure",
    "40P01, 0, PostgreSQL's deadlock",
    "40001, 1213, MariaDB's deadlock",
    "HY000, 1020, a row changed after MariaDB's snapshot",
    "40000, 3101, MySQL's group replication",
    "40001, 40001, H2's deadlock",
    "90131, 90131, H2's concurrent update",
  })
  void aTransactionThatLostIsAConflict(String state, int number, String what) {
    SQLException fault = new SQLException(what, state, number);

    assertThat(SqlErrors.isConflict(fault)).isTrue();
    assertThat(SqlErrors.isLockTimeout(fault)).isFalse();
    assertThat(SqlErrors.storeException("do it", fault).isRetryable()).isTrue();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "HY000, 1205, MariaDB",
    "40001, 1205, MySQL's driver",
    "55P03, 0, PostgreSQL",
    "HYT00, 50200, H2",
  })
  void aLockWaitTimeoutIsAConflictThatTookItsTime(String state, int number, String what) {
    SQLException fault = new SQLException(what, state, number);

    assertThat(SqlErrors.isLockTimeout(fault)).isTrue();
    assertThat(SqlErrors.isConflict(fault)).isTrue();
    assertThat(SqlErrors.storeException("do it", fault).isRetryable()).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "42703, 0, a column is missing",
    "42S22, 1054, a column is missing",
    "42S22, 42122, a column is missing",
    "42501, 0, lacks a right",
    "90096, 90096, lacks a right",
    "42000, 1044, lacks a right",
    "42000, 1142, lacks a right",
    "42601, 0, does not understand a statement",
    "42P18, 0, does not understand a statement",
    "42725, 0, does not understand a statement",
    "42000, 1064, does not understand a statement",
    "42000, 42000, does not understand a statement",
    "42001, 42001, does not understand a statement",
  })
  void whatIsRefusedForGoodSaysWhatToDo(String state, int number, String advice) {
    StoreException failure =
        SqlErrors.storeException("do it", new SQLException("a text", state, number));

    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure).hasMessageContaining(": ").hasMessageContaining(advice);
  }

  /** What a user may not do any more for now is no statement that can't be parsed. */
  @Test
  void aLimitOfAUserIsNoSyntax() {
    SQLException limit = new SQLException("a text", "42000", 1226);

    assertThat(SqlErrors.storeException("do it", limit))
        .hasMessage("could not do it (SQLState 42000, error 1226)");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "22001, 0, a text is too long",
    "22021, 0, a NUL in PostgreSQL",
    "22003, 1264, a number is too large for MariaDB",
    "HY000, 1366, a text is no text to MySQL",
    "23505, 0, a key is there already",
    "23000, 1062, a key is there already in MariaDB",
    "42P01, 0, a table is missing",
    "42501, 0, a right is missing",
    "42703, 0, a column is missing",
    "42601, 0, a statement can't be parsed",
    "42P18, 0, a parameter's type can't be told",
    "42000, 1142, a right is missing in MariaDB",
    "42000, 1064, a statement can't be parsed by MariaDB",
    "42S22, 1054, a column is missing in MariaDB",
    "42102, 42102, a table is missing in H2",
    "0A000, 0, a feature is missing",
    "HYC00, 50100, a feature is missing in H2",
    "54000, 0, a row is too long for PostgreSQL's index",
  })
  void whatTheStatementIsToBlameForIsNotRetryable(String state, int number, String what) {
    SQLException fault = new SQLException(what, state, number);

    assertThat(SqlErrors.storeException("do it", fault).isRetryable()).isFalse();
  }

  @Test
  void theErrorWithinABatchCounts() {
    BatchUpdateException batch = new BatchUpdateException(new int[0]);
    batch.setNextException(new SQLException("value too long", "22001"));

    assertThat(SqlErrors.storeException("do it", batch).isRetryable()).isFalse();
  }

  /** The loser of a deadlock may also be told about its savepoint or its key. */
  @Test
  void aConflictOutweighsARefusal() {
    SQLException lost = new SQLException("deadlock", "40001", 1213);
    lost.setNextException(new SQLException("savepoint does not exist", "42000", 1305));

    assertThat(SqlErrors.storeException("do it", lost).isRetryable()).isTrue();
  }

  /** Guarantee P: the codes are enough to look it up, and the text stays in the cause. */
  @Test
  void theMessageHoldsTheCodesAndNotTheText() {
    SQLException fault = new SQLException("Duplicate entry 'acme-secret'", "23000", 1062);

    assertThat(SqlErrors.storeException("append events", fault))
        .hasMessage("could not append events (SQLState 23000, error 1062)")
        .hasCause(fault);
  }
}
