package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as PostgreSQL takes many of them with one statement: as an array for each column. The
 * statement's text is the same for any number of rows, so its plan can be kept.
 */
final class PgArrays {
  private PgArrays() {}

  /** A table expression of the rows, whose columns are the inputs' names behind {@code in_}. */
  static String unnested(List<Input> inputs) {
    return unnested(
        inputs,
        inputs.stream().map(input -> "in_" + input.name()).collect(Collectors.joining(", ")));
  }

  /**
   * @param names of its columns
   */
  static String unnested(List<Input> inputs, String names) {
    String arrays =
        inputs.stream()
            .map(input -> "cast(? as " + typeName(input.type()) + "[])")
            .collect(Collectors.joining(", "));
    return "unnest(" + arrays + ") as row_of (" + names + ")";
  }

  /** Binds them from a parameter on; answers with the index of the parameter after them. */
  static int bind(
      PreparedStatement statement, int first, List<Input> inputs, List<@Nullable Object[]> rows)
      throws SQLException {
    for (int i = 0; i < inputs.size(); i++) {
      Bulk.Type type = inputs.get(i).type();
      @Nullable Object[] column = emptyColumn(type, rows.size());
      for (int row = 0; row < column.length; row++) {
        column[row] = rows.get(row)[i];
      }
      statement.setArray(
          first + i, statement.getConnection().createArrayOf(typeName(type), column));
    }
    return first + inputs.size();
  }

  /** Of the values' own type: what it does not know beforehand the driver sends as text. */
  private static @Nullable Object[] emptyColumn(Bulk.Type type, int length) {
    return switch (type) {
      case TEXT -> new @Nullable String[length];
      case BIGINT -> new @Nullable Long[length];
      case INTEGER -> new @Nullable Integer[length];
      case FLAG -> new @Nullable Boolean[length];
      case BYTES -> new byte[length][];
    };
  }

  private static String typeName(Bulk.Type type) {
    return switch (type) {
      case TEXT -> "text";
      case BIGINT -> "int8";
      case INTEGER -> "int4";
      case FLAG -> "bool";
      case BYTES -> "bytea";
    };
  }
}
