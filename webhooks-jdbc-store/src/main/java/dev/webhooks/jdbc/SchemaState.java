package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The schema that a database has, beside the one that this library knows. Immutable.
 *
 * @param known the library's migrations
 * @param recorded what the version table says, by version; empty without that table
 * @param missing those of the library's tables that are not there, under their default names
 */
record SchemaState(Migrations known, Map<Integer, VersionTable.Row> recorded, Set<String> missing) {

  static SchemaState of(Migrations known, List<VersionTable.Row> rows, List<String> missing) {
    return new SchemaState(
        known,
        rows.stream().collect(Collectors.toMap(VersionTable.Row::version, Function.identity())),
        Set.copyOf(missing));
  }

  /** What the database has yet to run, in order. */
  List<Migration> pending() {
    return known.steps().stream().filter(step -> !has(step)).toList();
  }

  /**
   * The first migration is older than the version table. Its last statement creates a table, on
   * each database, so where all its tables are it was run to its end.
   */
  private boolean has(Migration step) {
    return recorded.containsKey(step.version())
        || (step.version() == 1 && step.tables().stream().noneMatch(missing::contains));
  }

  /** Whether it is newer than this library. */
  boolean isNewer() {
    return version() > known.latest();
  }

  /** Up to which migration it has all that this library knows, or the latest that it has. */
  int version() {
    int newest = recorded.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    return newest > known.latest()
        ? newest
        : pending().stream().findFirst().map(step -> step.version() - 1).orElse(known.latest());
  }

  /**
   * Refuses what no migration of this library can mend.
   *
   * @param names makes a table's real name of its default one
   */
  void refuseUnlessMigratable(Function<String, String> names) {
    refuseTooNew();
    refuseChanged(names);
    refuseDamaged(names);
  }

  /** Refuses what this library can't run on. */
  void refuseUnlessUsable(Function<String, String> names) {
    refuseUnlessMigratable(names);
    List<Migration> pending = pending();
    if (!pending.isEmpty()) {
      throw refusal(
          (version() == 0
                  ? "there is no schema of this library, which needs version "
                  : "the schema is too old: it is at version "
                      + version()
                      + " and this library needs version ")
              + known.latest()
              + ". Call JdbcStore.createSchema(), or let your migration tool run these scripts of "
              + known.folder()
              + ": "
              + pending.stream().map(Migration::file).collect(Collectors.joining(", ")));
    }
  }

  private void refuseTooNew() {
    int needed =
        recorded.values().stream()
            .filter(row -> row.version() > known.latest())
            .mapToInt(VersionTable.Row::compatibleFrom)
            .max()
            .orElse(0);
    if (needed > known.latest()) {
      throw refusal(
          "the schema is too new: it is at version "
              + version()
              + ", which needs a library that knows version "
              + needed
              + " at least, and this one knows version "
              + known.latest()
              + ". Upgrade the library on this node");
    }
  }

  private void refuseChanged(Function<String, String> names) {
    for (Migration step : known.steps()) {
      VersionTable.Row row = recorded.get(step.version());
      if (row != null && isOther(row.checksum(), step)) {
        throw refusal(
            "the database has run another "
                + step.file()
                + " than this library's: its checksum is "
                + row.checksum()
                + ", and the library's "
                + step.checksum()
                + ". Use the release that made the schema; if you are sure that the schema is the"
                + " same, set checksum to null in "
                + names.apply(VersionTable.NAME)
                + " where version = "
                + step.version());
      }
    }
  }

  private static boolean isOther(@Nullable String checksum, Migration step) {
    return checksum != null && !checksum.equals(step.checksum());
  }

  private void refuseDamaged(Function<String, String> names) {
    for (Migration step : known.steps()) {
      if (recorded.containsKey(step.version())
          && step.tables().stream().anyMatch(missing::contains)) {
        throw refusal(
            "version "
                + step.version()
                + " of the schema is recorded, but "
                + missing.stream().map(names).sorted().collect(Collectors.joining(", "))
                + " is missing. Restore it, or drop all tables of the schema, "
                + names.apply(VersionTable.NAME)
                + " too, to begin with empty ones");
      }
    }
  }

  private static StoreException refusal(String message) {
    return new StoreException(message, null, false);
  }
}
