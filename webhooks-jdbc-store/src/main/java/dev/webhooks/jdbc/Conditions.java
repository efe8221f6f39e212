package dev.webhooks.jdbc;

import dev.webhooks.model.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a select asks of its rows, all of it, and the parameters of that. Not thread safe. */
final class Conditions {
  private final String createdAt;
  private final String id;
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();

  /**
   * @param table by what name the select knows the table whose rows are in the order of creation
   */
  Conditions(String table) {
    this(table + ".created_at", table + ".id");
  }

  /**
   * @param createdAt the column that says when a row was created
   * @param id the column that tells apart what was created at once
   */
  Conditions(String createdAt, String id) {
    this.createdAt = createdAt;
    this.id = id;
  }

  Conditions and(String condition, Object... values) {
    conditions.add(condition);
    parameters.addAll(List.of(values));
    return this;
  }

  /** Asks nothing where there is no value to compare with. */
  Conditions andIfGiven(String condition, @Nullable Object value) {
    return value == null ? this : and(condition, value);
  }

  Conditions createdFrom(@Nullable Instant from) {
    return andIfGiven(createdAt + " >= ?", from == null ? null : Micros.notBefore(from));
  }

  Conditions createdBefore(@Nullable Instant until) {
    return andIfGiven(createdAt + " < ?", until == null ? null : Micros.notBefore(until));
  }

  /**
   * Only rows on one side of a place in the order of creation. The first condition is what an index
   * begins to read at.
   *
   * @param side {@code <}, {@code >} or, with the place itself, {@code >=}
   */
  Conditions beside(String side, @Nullable Cursor place) {
    if (place == null) {
      return this;
    }
    String strictly = side.substring(0, 1);
    long micros = Micros.notBefore(place.createdAt());
    and(createdAt + " " + strictly + "= ?", micros);
    return and(
        String.format(Locale.ROOT, "(%s %s ? or %s %s ?)", createdAt, strictly, id, side),
        micros,
        place.id());
  }

  /** From the keyword on; empty where nothing is asked. */
  String where() {
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /** In the order of their question marks, and more behind them. */
  Object[] parameters(Object... more) {
    List<Object> all = new ArrayList<>(parameters);
    all.addAll(List.of(more));
    return all.toArray();
  }
}
