package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store's schema: brings it to the library's version, and looks whether it is one that the
 * library can run on. Looking takes no lock; nor does migrating where nothing is to be done.
 *
 * <p>Thread safe.
 */
final class Schema {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  private final Migrations migrations;
  private final SchemaDialect dialect;
  private final Sql sql;
  private volatile boolean accepted;

  Schema(Migrations migrations, SchemaDialect dialect, Sql sql) {
    this.migrations = migrations;
    this.dialect = dialect;
    this.sql = sql;
  }

  /**
   * Runs what is missing. Each migration is a turn of its own, so that one that fails loses nothing
   * of those before it.
   */
  void migrate(Session session) throws SQLException {
    SchemaState state = read(session, home(session));
    int before = state.version();
    state.refuseUnlessMigratable(sql::named);
    for (Migration step : state.pending()) {
      dialect.alone(session.connection(), () -> runUnlessThere(session, step));
    }
    state = read(session, home(session));
    state.refuseUnlessUsable(sql::named);
    if (state.version() > before) {
      log.info("Migrated the schema from version {} to {}", before, state.version());
    }
    accept(state);
  }

  /** Looks whether the library can run on the schema, and changes nothing. */
  void validate(Session session) throws SQLException {
    SchemaState state = read(session, "");
    state.refuseUnlessUsable(sql::named);
    accept(state);
  }

  /** Whether the schema was found usable since this store was built. */
  boolean isAccepted() {
    return accepted;
  }

  private void accept(SchemaState state) {
    accepted = true;
    if (state.isNewer()) {
      log.info(
          "The schema is at version {}, newer than this library's {} and compatible with it",
          state.version(),
          migrations.latest());
    }
  }

  private void runUnlessThere(Session session, Migration step) throws SQLException {
    SchemaState state = read(session, home(session));
    state.refuseUnlessMigratable(sql::named);
    if (!state.pending().contains(step)) {
      return;
    }
    for (String statement : step.statements()) {
      dialect.run(session.connection(), sql.named(statement));
    }
    if (step.version() > 1) {
      noteChecksums(session, step);
    }
  }

  /** Of those before it too: the first is older than the table that holds them. */
  private void noteChecksums(Session session, Migration last) throws SQLException {
    for (Migration step : migrations.steps().subList(0, last.version())) {
      VersionTable.noteChecksum(session, step);
    }
  }

  /** An unqualified name may find somebody else's table where ours would not be created. */
  private String home(Session session) throws SQLException {
    return sql.hasSchema() ? "" : dialect.home(session.connection());
  }

  /**
   * The records first: whoever migrates meanwhile makes a table before its record, and so can't
   * seem to have lost one.
   */
  private SchemaState read(Session session, String home) throws SQLException {
    boolean versioned = missing(session, home, List.of(VersionTable.NAME)).isEmpty();
    List<VersionTable.Row> rows = versioned ? VersionTable.rows(session) : List.of();
    return SchemaState.of(migrations, rows, missing(session, home, migrations.tables()));
  }

  /** Which of these tables are not there, under their default names. */
  private List<String> missing(Session session, String home, List<String> tables)
      throws SQLException {
    Map<String, String> defaultNames = new HashMap<>();
    tables.forEach(table -> defaultNames.put(home + sql.named(table), table));
    return dialect.missing(session.connection(), List.copyOf(defaultNames.keySet())).stream()
        .map(defaultNames::get)
        .toList();
  }
}
