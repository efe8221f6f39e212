package dev.webhooks.jdbc;

import org.h2.jdbcx.JdbcDataSource;

/** The databases that a test may run on, each with a place of its own for every name. */
enum Engine {
  H2 {
    @Override
    TestDatabase open(String name) {
      JdbcDataSource dataSource = new JdbcDataSource();
      dataSource.setURL("jdbc:h2:mem:" + name);
      return TestDatabase.on(dataSource);
    }
  },
  POSTGRESQL {
    @Override
    TestDatabase open(String name) {
      return TestDatabase.postgres(name);
    }
  },
  MARIADB {
    @Override
    TestDatabase open(String name) {
      return TestDatabase.on(MariaDbServer.database(name, ""));
    }
  };

  abstract TestDatabase open(String name);
}
