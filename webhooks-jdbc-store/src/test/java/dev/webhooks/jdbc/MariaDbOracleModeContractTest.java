package dev.webhooks.jdbc;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;

/** A server that reads SQL as Oracle does, on a database whose own character set is Latin 1. */
@Tag("soak")
@Order(2)
class MariaDbOracleModeContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.execute(
        MariaDbServer.database("mysql", ""),
        "create database if not exists oracle_mode character set latin1");
    return TestDatabase.on(
        MariaDbServer.database(
            "oracle_mode", "&sessionVariables=sql_mode='ORACLE,STRICT_TRANS_TABLES'"));
  }
}
