package dev.webhooks.jdbc;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;

/** A schema that is not the connection's, and a prefix that is not the default. */
@Tag("soak")
@Order(2)
class PostgresNamesContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.execute(PostgresServer.schema("public"), "create schema if not exists elsewhere");
    return TestDatabase.on(
        PostgresServer.schema("public"),
        pool -> {},
        "elsewhere.Hooks_",
        builder -> builder.schema("elsewhere").tablePrefix("Hooks_"));
  }
}
