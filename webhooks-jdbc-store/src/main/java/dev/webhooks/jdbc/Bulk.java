package dev.webhooks.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement that writes many rows. Its expressions name a row's values as <code>:name</code>;
 * each database decides whether the rows go as a JDBC batch or as one statement over arrays.
 *
 * @param table the table, under its default name
 * @param columns what an insert fills; null for an update
 * @param expressions an insert's values, or an update's assignments
 * @param condition which rows an update changes; null for an insert
 * @param inputs what a row consists of, in the order of its values
 */
record Bulk(
    String table,
    @Nullable String columns,
    String expressions,
    @Nullable String condition,
    List<Input> inputs) {

  private static final Pattern NAME = Pattern.compile(":([a-z_]+)");

  /** The types of values that a row may hold. */
  enum Type {
    TEXT,
    BIGINT,
    INTEGER,
    FLAG,
    BYTES
  }

  record Input(String name, Type type) {}

  /** An insert of the inputs, each into the column of its name. */
  static Bulk insert(String table, Input... inputs) {
    List<Input> all = List.of(inputs);
    return new Bulk(table, names(all, ""), names(all, ":"), null, all);
  }

  /** The same insert, with a value that is the same for each row. */
  Bulk with(String column, String value) {
    return new Bulk(table, columns + ", " + column, expressions + ", " + value, null, inputs);
  }

  private static String names(List<Input> inputs, String prefix) {
    return inputs.stream().map(input -> prefix + input.name()).collect(Collectors.joining(", "));
  }

  static Bulk update(String table, String assignments, String condition, Input... inputs) {
    return new Bulk(table, null, assignments, condition, List.of(inputs));
  }

  static Input text(String name) {
    return new Input(name, Type.TEXT);
  }

  static Input bigint(String name) {
    return new Input(name, Type.BIGINT);
  }

  static Input integer(String name) {
    return new Input(name, Type.INTEGER);
  }

  /** A flag's value where nothing is written for no. */
  static @Nullable Boolean yesOrNull(boolean flag) {
    return flag ? Boolean.TRUE : null;
  }

  static Input flag(String name) {
    return new Input(name, Type.FLAG);
  }

  static Input bytes(String name) {
    return new Input(name, Type.BYTES);
  }

  /** The statement for one row, with a question mark for each mention of a value. */
  String forOneRow() {
    String text =
        columns == null
            ? "update " + table + " set " + expressions + " where " + condition
            : "insert into " + table + " (" + columns + ") values (" + expressions + ")";
    return NAME.matcher(text).replaceAll("?");
  }

  /** Which of a row's values each question mark of {@link #forOneRow()} stands for. */
  int[] mentions() {
    List<String> names = inputs.stream().map(Input::name).toList();
    List<Integer> mentions = new ArrayList<>();
    Matcher matcher = NAME.matcher(expressions + (condition == null ? "" : " " + condition));
    while (matcher.find()) {
      mentions.add(names.indexOf(matcher.group(1)));
    }
    return mentions.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The statement for any number of rows.
   *
   * @param rows makes a table expression of the inputs' names, which it must prefix with {@code
   *     in_}
   */
  String forAllRows(Function<String, String> rows) {
    String source = rows.apply(names(inputs, "in_"));
    String text =
        columns == null
            ? "update " + table + " set " + expressions + " from " + source + " where " + condition
            : "insert into "
                + table
                + " ("
                + columns
                + ") select "
                + expressions
                + " from "
                + source;
    return NAME.matcher(text).replaceAll("in_$1");
  }
}
