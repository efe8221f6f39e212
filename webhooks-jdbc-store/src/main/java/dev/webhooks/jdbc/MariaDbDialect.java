package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Taking.Taken;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MariaDB and MySQL, on InnoDB: locks stay on what is taken, and DDL commits by itself. */
final class MariaDbDialect extends Dialect {
  private static final int LANES_AT_ONCE = 64;

  private static final String LOCK_DUE_OF_ONE =
      """
      (select delivery_id, webhook_id, token, due_at from webhooks_pending
       where webhook_id = ? and due_at <= {now} order by due_at limit ? for update skip locked)\
      """;

  /** A column of ours, and a word of Oracle's language, which {@code sql_mode=ORACLE} reads. */
  private static final Pattern BODY = Pattern.compile("\\bbody\\b");

  private final boolean mysql;
  private final MariaDbWalk walk = new MariaDbWalk();
  private final MariaDbPackets packets = new MariaDbPackets();

  MariaDbDialect(boolean mysql) {
    this.mysql = mysql;
  }

  @Override
  String folder() {
    return "mariadb";
  }

  @Override
  SchemaDialect schema() {
    return new MariaDbSchema();
  }

  /**
   * Calendar arithmetic on UTC: {@code unix_timestamp()} of a local time is ambiguous for an hour a
   * year.
   */
  @Override
  String now() {
    return "timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))";
  }

  @Override
  String spelled(String statement) {
    return BODY.matcher(statement).replaceAll("`body`");
  }

  @Override
  void check(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    int version = server.getDatabaseMajorVersion() * 1_000 + server.getDatabaseMinorVersion();
    if (version < (mysql ? 8_000 : 10_006)) {
      throw new StoreException(
          (mysql ? "MySQL" : "MariaDB")
              + " is too old: MariaDB 10.6 or MySQL 8.0 or later is needed",
          null,
          false);
    }
    packets.learn(connection);
    MariaDbModes.check(connection);
  }

  @Override
  int bytesAtOnce() {
    return packets.portion();
  }

  @Override
  void write(Session session, Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
    packets.requireFit(session.connection(), rows);
    super.write(session, bulk, rows);
  }

  /**
   * Without SESSION it is for the next transaction alone. REPEATABLE READ would lock gaps and work
   * on old snapshots.
   */
  @Override
  int begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level read committed");
    }
    return KEEP;
  }

  @Override
  String seeingCommitted() {
    return " lock in share mode";
  }

  @Override
  void insertWorkspace(Session session, String workspace) throws SQLException {
    session.update(
        "insert into webhooks_workspace (id, version) values (?, {now})"
            + " on duplicate key update version = version",
        workspace);
  }

  /**
   * One by one: neither the driver's counts of a batch nor INSERT IGNORE tell a duplicate from a
   * fault.
   */
  @Override
  boolean[] insertKeyedEvents(Session session, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    packets.requireFit(session.connection(), rows);
    return insertOneByOne(session, bulk, rows);
  }

  @Override
  List<Lane> walk(Session session, String after, int count) throws SQLException {
    return walk.lanes(session, after, count);
  }

  @Override
  List<Taken> take(Session session, List<String> webhooks, int perWebhook, int limit, long lease)
      throws SQLException {
    List<Taken> locked = new ArrayList<>();
    for (int from = 0; from < webhooks.size() && locked.size() < limit; ) {
      int left = limit - locked.size();
      int lanes = Math.min(LANES_AT_ONCE, Math.max(1, left / perWebhook));
      List<String> some = webhooks.subList(from, Math.min(webhooks.size(), from + lanes));
      locked.addAll(lockDueOfSome(session, some, Math.min(perWebhook, left)));
      from += some.size();
    }
    return lease(session, locked, lease);
  }

  private static List<Taken> lockDueOfSome(Session session, List<String> webhooks, int perWebhook)
      throws SQLException {
    String union =
        webhooks.stream().map(id -> LOCK_DUE_OF_ONE).collect(Collectors.joining(" union all "));
    List<Object> parameters = new ArrayList<>();
    for (String webhook : webhooks) {
      parameters.add(webhook);
      parameters.add(perWebhook);
    }
    return session.select(union, Taken::read, parameters.toArray());
  }
}
