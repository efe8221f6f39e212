package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.spi.StoreException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Databases that can't keep what they are given: refused before anything is. */
class BuildRefusalsTest {
  @Test
  void aPostgresDatabaseThatIsNotUnicodeIsRefused() {
    TestDatabase.execute(
        PostgresServer.schema("public"),
        "create database latin1 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
    PGSimpleDataSource latin1 = PostgresServer.schema("public");
    latin1.setDatabaseName("latin1");

    assertRefused(latin1, "LATIN1", "ENCODING 'UTF8'");
  }

  @Test
  void aMariaDbSessionThatLosesEmptyTextsIsRefused() {
    assertRefused(
        MariaDbServer.database(
            "empty_texts", "&sessionVariables=sql_mode='ORACLE,EMPTY_STRING_IS_NULL'"),
        "EMPTY_STRING_IS_NULL",
        "sessionVariables");
  }

  @Test
  void aMariaDbSessionWithAnotherCharacterSetIsRefused() {
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(MariaDbServer.database("utf8mb3", ""));
    pool.setConnectionInitSql("set names utf8mb3");
    try (HikariDataSource utf8 = new HikariDataSource(pool)) {
      assertRefused(utf8, "utf8mb4");
    }
  }

  private static void assertRefused(DataSource dataSource, String... words) {
    assertThatThrownBy(() -> JdbcStore.builder(dataSource).build())
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContainingAll(words);
  }
}
