package dev.webhooks.jdbc;

import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
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

    /** H2 tells who waits for a row, and not who waits for a key; that statement just goes on. */
    @Override
    String blocked() {
      return "select count(*) from information_schema.sessions"
          + " where executing_statement like 'insert into webhooks_event %'";
    }
  },
  POSTGRESQL {
    @Override
    TestDatabase open(String name) {
      return TestDatabase.postgres(name);
    }

    @Override
    String blocked() {
      return """
          select count(*) from pg_stat_activity
          where wait_event_type = 'Lock' and application_name = current_setting('application_name')\
          """;
    }
  },
  MARIADB {
    @Override
    TestDatabase open(String name) {
      return TestDatabase.on(MariaDbServer.database(name, ""));
    }

    /**
     * What has been running for so long. InnoDB would tell of waits, but from a copy that grows old
     * while several tests ask for it all the time.
     */
    @Override
    String blocked() {
      return """
          select count(*) from information_schema.processlist
          where db = database() and id <> connection_id() and command = 'Query' and time_ms > 100\
          """;
    }
  };

  abstract TestDatabase open(String name);

  /** The folder of its migrations. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Asks how many sessions of this database wait for another's lock. */
  abstract String blocked();

  /** Waits until somebody waits for another's lock. */
  void awaitBlocked(TestDatabase database) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .during(Duration.ofMillis(100))
        .until(() -> database.number(blocked()) > 0);
  }
}
