package dev.webhooks.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections of a user who may read and write rows, and change no table. */
final class LimitedUser implements AutoCloseable {
  private final HikariDataSource pool;

  private LimitedUser(DataSource dataSource) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(dataSource);
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
  }

  /**
   * Makes the user, who has rights on the tables that are there.
   *
   * @param place what the engine opened the database as
   */
  static LimitedUser of(Engine engine, TestDatabase database, String place, String name) {
    return new LimitedUser(
        switch (engine) {
          case H2 -> h2(database, place, name);
          case POSTGRESQL -> postgres(database, place, name);
          case MARIADB -> throw new IllegalArgumentException("it knows no users");
        });
  }

  private static DataSource h2(TestDatabase database, String place, String name) {
    database.execute("create user " + name + " password 'secret'");
    database.execute("grant select, insert, update, delete on schema public to " + name);
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:" + place);
    dataSource.setUser(name);
    dataSource.setPassword("secret");
    return dataSource;
  }

  private static DataSource postgres(TestDatabase database, String schema, String name) {
    database.execute("create role " + name + " login password 'secret'");
    database.execute("grant usage on schema " + schema + " to " + name);
    database.execute(
        "grant select, insert, update, delete on all tables in schema " + schema + " to " + name);
    PGSimpleDataSource dataSource = PostgresServer.schema(schema);
    dataSource.setUser(name);
    dataSource.setPassword("secret");
    return dataSource;
  }

  DataSource dataSource() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
