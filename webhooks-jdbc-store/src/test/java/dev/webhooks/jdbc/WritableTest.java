package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Databases that answer, and take no writes. */
class WritableTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void aPostgresThatIsReadOnlySaysSo() {
    try (TestDatabase database = TestDatabase.postgres("read_only")) {
      Webhook webhook = activeWebhook(database.newStore(), WORKSPACE);
      PGSimpleDataSource readOnly = PostgresServer.schema("read_only");
      readOnly.setOptions("-c default_transaction_read_only=on");

      assertTakesNoWrites(database.newStore(), readOnly, webhook);
    }
  }

  /** By a session's setting: this server has no users, so all may write while it is read only. */
  @Test
  void aMariaDbThatIsReadOnlySaysSo() {
    try (TestDatabase database = TestDatabase.on(MariaDbServer.database("read_only", ""))) {
      Webhook webhook = activeWebhook(database.newStore(), WORKSPACE);

      HikariConfig pool = new HikariConfig();
      pool.setDataSource(MariaDbServer.database("read_only", ""));
      pool.setConnectionInitSql("set session transaction read only");
      try (HikariDataSource readOnly = new HikariDataSource(pool)) {
        assertTakesNoWrites(database.newStore(), readOnly, webhook);
      }
    }
  }

  @Test
  void anH2FileThatIsReadOnlySaysSo(@TempDir Path folder) {
    String url = "jdbc:h2:" + folder.resolve("db");
    JdbcDataSource file = new JdbcDataSource();
    file.setURL(url);
    Webhook webhook;
    try (TestDatabase database = TestDatabase.on(file)) {
      webhook = activeWebhook(database.newStore(), WORKSPACE);
      assertThatCode(database.newStore()::checkWritable).doesNotThrowAnyException();
    }
    JdbcDataSource readOnly = new JdbcDataSource();
    readOnly.setURL(url + ";ACCESS_MODE_DATA=r");
    JdbcStore store = JdbcStore.builder(readOnly).build();

    assertSaysSo(store::checkWritable);
    assertSaysSo(() -> store.append(List.of(event(null, webhook))));
  }

  private static void assertTakesNoWrites(
      JdbcStore writable, DataSource readOnly, Webhook webhook) {
    JdbcStore store = JdbcStore.builder(readOnly).build();

    assertThatCode(writable::checkWritable).doesNotThrowAnyException();
    assertThat(writable.isWritable(PATIENCE)).isTrue();
    assertSaysSo(store::checkWritable);
    assertThat(store.isWritable(PATIENCE)).isFalse();
    assertSaysSo(() -> store.append(List.of(event(null, webhook))));
  }

  private static void assertSaysSo(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("takes no writes")
        .extracting(e -> ((StoreException) e).isRetryable())
        .isEqualTo(true);
  }
}
