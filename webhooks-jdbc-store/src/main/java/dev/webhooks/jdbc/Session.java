package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection during one call, and the few things that are done with it. Parameters are texts,
 * numbers, flags, bytes, null, or {@link Ids}; each <code>{in}</code> of a template stands for one
 * {@link Ids}.
 *
 * <p>No table holds a text that is not {@linkplain Texts#isStorable storable}: who looks for one
 * finds nothing, and who writes one is refused. It is never made fit, because then two tenants
 * could be one.
 */
final class Session {
  /** Where a statement has a list of ids. */
  private static final String LIST = "{in}";

  private final Connection connection;
  private final Dialect dialect;
  private final Sql sql;
  private final TransactionControl control;
  private final StatementLimit limit;

  /** What goes before the first statement; empty once it has been sent. */
  private String opening;

  /**
   * @param opening the transaction's {@linkplain Dialect#opening opening}; empty outside of one
   */
  Session(
      Connection connection,
      Dialect dialect,
      Sql sql,
      TransactionControl control,
      StatementLimit limit,
      String opening) {
    this.connection = connection;
    this.dialect = dialect;
    this.sql = sql;
    this.control = control;
    this.limit = limit;
    this.opening = opening;
  }

  /**
   * Ids to look for: those that may be there. A long list is looked for piece by piece, in its
   * order, unless it must stay whole, because the statement counts what it finds.
   */
  record Ids(List<String> values, boolean whole) {
    Ids {
      values = values.stream().filter(Texts::isStorable).toList();
    }

    Ids(List<String> values) {
      this(values, false);
    }

    static Ids whole(List<String> values) {
      return new Ids(values, true);
    }
  }

  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  Connection connection() throws SQLException {
    open();
    return connection;
  }

  /** Sends what goes before the first statement, where it can't travel with it. */
  private void open() throws SQLException {
    if (!opening.isEmpty()) {
      String before = opening;
      opening = "";
      try (Statement statement = connection.createStatement()) {
        statement.execute(before);
      }
    }
  }

  Dialect dialect() {
    return dialect;
  }

  Sql sql() {
    return sql;
  }

  /** What one statement carries at most. */
  StatementLimit limit() {
    return limit;
  }

  <T> List<T> select(String template, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    List<T> found = new ArrayList<>();
    forEach(template, row -> found.add(reader.read(row)), parameters);
    return found;
  }

  /** Hands each row to the reader. */
  void forEach(String template, RowConsumer reader, @Nullable Object... parameters)
      throws SQLException {
    if (!mayBeThere(parameters)) {
      return;
    }
    for (@Nullable Object[] some : eachWithinLimit(parameters)) {
      limit.carry(mostIds(some));
      String before = opening;
      opening = "";
      try (PreparedStatement statement = prepare(before + template, some);
          ResultSet rows = before.isEmpty() ? statement.executeQuery() : lastRows(statement)) {
        while (rows.next()) {
          reader.accept(rows);
        }
      }
    }
  }

  /** What the last statement of several in one text finds. */
  private static ResultSet lastRows(PreparedStatement statement) throws SQLException {
    boolean found = statement.execute();
    while (!found && statement.getUpdateCount() >= 0) {
      found = statement.getMoreResults();
    }
    if (!found) {
      throw new SQLException("a query answered nothing", "02000");
    }
    return statement.getResultSet();
  }

  <T> Optional<T> selectOne(String template, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return select(template, reader, parameters).stream().findFirst();
  }

  /** Answers with the number of rows that were changed. */
  int update(String template, @Nullable Object... parameters) throws SQLException {
    refuseUnlessStorable(parameters);
    int changed = 0;
    for (@Nullable Object[] some : eachWithinLimit(parameters)) {
      limit.carry(mostIds(some));
      open();
      try (PreparedStatement statement = prepare(template, some)) {
        changed += statement.executeUpdate();
      }
    }
    return changed;
  }

  /** The same parameters, once for each piece of their ids. */
  private List<@Nullable Object[]> eachWithinLimit(@Nullable Object[] parameters) {
    List<@Nullable Object[]> each = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] instanceof Ids ids && !ids.whole()) {
        for (List<String> some : limit.split(ids.values(), StatementLimit::sizeOf)) {
          @Nullable Object[] copy = parameters.clone();
          copy[i] = Ids.whole(some);
          each.add(copy);
        }
      }
    }
    if (each.isEmpty()) {
      each.add(parameters);
    }
    return each;
  }

  private static int mostIds(@Nullable Object[] parameters) {
    int most = 1;
    for (Object parameter : parameters) {
      most = parameter instanceof Ids ids ? Math.max(most, ids.values().size()) : most;
    }
    return most;
  }

  /** Writes all rows; each holds a value for every input. */
  void write(Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
    refuseUnlessStorable(rows);
    for (List<@Nullable Object[]> some : limit.split(rows, StatementLimit::sizeOfRow)) {
      limit.carry(some.size());
      dialect.write(connection(), sql, bulk, some);
    }
  }

  /** The database's clock, in microseconds. */
  long now() throws SQLException {
    return selectOne("select {now}", row -> row.getLong(1))
        .orElseThrow(() -> new SQLException("the clock said nothing", "02000"));
  }

  /** Undoes what this transaction did so far. */
  void rollback() throws SQLException {
    control.rollback(connection);
  }

  /**
   * Inserts events unless their workspaces know their idempotency keys; answers for each whether it
   * was inserted.
   */
  boolean[] insertKeyedEvents(Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
    refuseUnlessStorable(rows);
    boolean[] inserted = new boolean[rows.size()];
    int done = 0;
    for (List<@Nullable Object[]> some : limit.split(rows, StatementLimit::sizeOfRow)) {
      limit.carry(some.size());
      boolean[] answer = dialect.insertKeyedEvents(connection(), sql, bulk, some);
      System.arraycopy(answer, 0, inserted, done, answer.length);
      done += answer.length;
    }
    return inserted;
  }

  /** Whether a row can match, all of whose columns must be as these parameters say. */
  private static boolean mayBeThere(@Nullable Object[] parameters) {
    return areStorable(parameters)
        && Stream.of(parameters)
            .noneMatch(parameter -> parameter instanceof Ids ids && ids.values().isEmpty());
  }

  private static boolean areStorable(@Nullable Object[] parameters) {
    for (Object parameter : parameters) {
      if (parameter instanceof String text && !Texts.isStorable(text)) {
        return false;
      }
    }
    return true;
  }

  static boolean areStorable(List<@Nullable Object[]> rows) {
    for (@Nullable Object[] row : rows) {
      if (!areStorable(row)) {
        return false;
      }
    }
    return true;
  }

  /** Refuses texts that no table can hold. */
  static void refuseUnlessStorable(List<@Nullable Object[]> rows) {
    rows.forEach(Session::refuseUnlessStorable);
  }

  private static void refuseUnlessStorable(@Nullable Object[] parameters) {
    if (!areStorable(parameters)) {
      throw new StoreException("a text holds NUL or half a character", null, false);
    }
  }

  /** The statement with these ids in the first place that is kept for some, if there is one. */
  private String withList(String text, Ids ids) {
    int place = text.indexOf(LIST);
    return place < 0
        ? text
        : text.substring(0, place)
            + dialect.in(ids.values().size())
            + text.substring(place + LIST.length());
  }

  private PreparedStatement prepare(String template, @Nullable Object... parameters)
      throws SQLException {
    String text = sql.of(template);
    for (Object parameter : parameters) {
      if (parameter instanceof Ids ids) {
        text = withList(text, ids);
      }
    }
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      int index = 1;
      for (Object parameter : parameters) {
        if (parameter instanceof Ids ids) {
          index = dialect.bindIn(statement, index, ids.values());
        } else {
          bind(statement, index++, parameter);
        }
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      try {
        statement.close();
      } catch (SQLException inClosing) {
        e.addSuppressed(inClosing);
      }
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Integer number) {
      statement.setInt(index, number);
    } else if (value instanceof Boolean flag) {
      statement.setBoolean(index, flag);
    } else {
      statement.setBytes(index, (byte[]) value);
    }
  }
}
