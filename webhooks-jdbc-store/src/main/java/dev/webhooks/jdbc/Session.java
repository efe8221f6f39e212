package dev.webhooks.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection during one call, and the few things that are done with it. Parameters are texts,
 * numbers, flags, bytes, null, or {@link Ids}; each <code>{in}</code> of a template stands for one
 * {@link Ids}.
 */
final class Session {
  private final Connection connection;
  private final Dialect dialect;
  private final Sql sql;

  Session(Connection connection, Dialect dialect, Sql sql) {
    this.connection = connection;
    this.dialect = dialect;
    this.sql = sql;
  }

  /** Ids to look for; must not be empty. */
  record Ids(List<String> values) {}

  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  Dialect dialect() {
    return dialect;
  }

  String sql(String template) {
    return sql.of(template);
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
    try (PreparedStatement statement = prepare(template, parameters);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        reader.accept(rows);
      }
    }
  }

  <T> Optional<T> selectOne(String template, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return select(template, reader, parameters).stream().findFirst();
  }

  /** Answers with the number of rows that were changed. */
  int update(String template, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(template, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Writes all rows; each holds a value for every input. */
  void write(Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
    if (!rows.isEmpty()) {
      dialect.write(this, bulk, rows);
    }
  }

  /** The database's clock, in microseconds. */
  long now() throws SQLException {
    return selectOne("select {now}", row -> row.getLong(1)).orElseThrow();
  }

  /** Undoes what this transaction did so far. */
  void rollback() throws SQLException {
    connection.rollback();
  }

  private PreparedStatement prepare(String template, @Nullable Object... parameters)
      throws SQLException {
    String text = sql.of(template);
    for (Object parameter : parameters) {
      if (parameter instanceof Ids ids) {
        text = text.replaceFirst("\\{in}", dialect.in(ids.values().size()));
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
      statement.setString(index, text.replace('\0', '\uFFFD'));
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
