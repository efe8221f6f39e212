package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.util.Set;

/** What an operator can do about an error that says what is wrong. */
final class ErrorHints {
  private static final Set<String> NO_TABLE =
      Set.of("42P01", "42S02", "42S03", "42S04", "3F000", "90079");
  private static final Set<Integer> MYSQL_NO_TABLE = Set.of(1146);
  private static final Set<String> NO_COLUMN = Set.of("42703", "42S22", "42122");
  private static final Set<Integer> MYSQL_NO_COLUMN = Set.of(1054);
  private static final Set<String> NO_RIGHT = Set.of("42501", "90096");
  private static final Set<Integer> MYSQL_NO_RIGHT = Set.of(1044, 1142, 1143, 1370);
  private static final Set<String> SYNTAX =
      Set.of("42601", "42001", "42725", "42804", "42883", "42P08", "42P18");

  /** MariaDB's and MySQL's, H2's. */
  private static final Set<Integer> SYNTAX_NUMBERS = Set.of(1064, 42000);

  private static final Set<String> READ_ONLY = Set.of("25006", "90097");
  private static final Set<Integer> MYSQL_READ_ONLY = Set.of(1290, 1836);

  private ErrorHints() {}

  /** Begins with a colon, or is empty. */
  static String hint(SQLException e) {
    if (SqlErrors.isPacketTooBig(e)) {
      return ": a row is longer than one packet may be; raise max_allowed_packet on the server, to"
          + " 16M for example, and in the driver's settings if it is set there";
    }
    if (SqlErrors.has(e, NO_TABLE, MYSQL_NO_TABLE)) {
      return ": a table is missing; call createSchema(), run the library's migration, or name the"
          + " schema and the table prefix in the builder";
    }
    if (SqlErrors.has(e, NO_COLUMN, MYSQL_NO_COLUMN)) {
      return ": a column is missing, so the tables are of another version; run the library's"
          + " migrations";
    }
    if (SqlErrors.has(e, NO_RIGHT, MYSQL_NO_RIGHT)) {
      return ": the database user lacks a right; grant it SELECT, INSERT, UPDATE and DELETE on the"
          + " library's tables, and CREATE where it makes them";
    }
    if (SqlErrors.has(e, READ_ONLY, MYSQL_READ_ONLY)) {
      return ": the database takes no writes now; it is a standby, or set to read only";
    }
    if (SqlErrors.isStatementTimeout(e)) {
      return ": the database ended a statement that took too long; give statements more time";
    }
    return SqlErrors.has(e, SYNTAX, SYNTAX_NUMBERS)
        ? ": the database does not understand a statement of the library's; a mode of the server's"
            + " or a setting of the driver's URL may change how it reads them"
        : "";
  }
}
