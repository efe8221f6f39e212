package dev.webhooks.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the statements of this package into those of one database. They are written with the
 * default table names and two placeholders: <code>{now}</code>, the database's clock, and <code>
 * {in}</code>, membership in a list of ids.
 *
 * <p>Thread safe.
 */
final class Sql {
  static final String DEFAULT_PREFIX = "webhooks_";

  /** Fits every database's limit on identifiers together with the longest name that follows it. */
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,29}");

  private static final Pattern TABLE = Pattern.compile("\\b" + DEFAULT_PREFIX);
  private static final Pattern INDEX = Pattern.compile("(?<=\\b[iu]x_)" + DEFAULT_PREFIX);

  /** An index is made where its table is, but has to be named with its schema where it goes. */
  private static final Pattern DROPPED = Pattern.compile("(?<=\\bdrop index if exists )");

  private final String tables;
  private final String dropped;
  private final String indexes;
  private final boolean hasSchema;
  private final Map<String, String> resolved = new ConcurrentHashMap<>();
  private final String now;
  private final UnaryOperator<String> spelling;

  /**
   * @param spelling writes a statement so that the database takes it in all its modes
   */
  Sql(@Nullable String schema, String prefix, String now, UnaryOperator<String> spelling) {
    this.spelling = spelling;
    this.tables = schema == null ? prefix : schema + "." + prefix;
    this.indexes = prefix;
    this.dropped = schema == null ? "" : schema + ".";
    this.hasSchema = schema != null;
    this.now = now;
  }

  /**
   * Answers with a text that is safe to write into a statement as an identifier, or as the
   * beginning of one.
   */
  static String identifier(String what, String text) {
    if (!IDENTIFIER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          what + " must be a letter or underscore and up to 29 letters, digits or underscores");
    }
    return text;
  }

  /** Whether the tables' names carry their schema. */
  boolean hasSchema() {
    return hasSchema;
  }

  /**
   * The statement with the tables' real names and the database's clock. The templates of this
   * package are few.
   */
  String of(String template) {
    return resolved.computeIfAbsent(template, t -> named(spelling.apply(t)).replace("{now}", now));
  }

  /** A piece of the schema under its real names. */
  String named(String ddl) {
    String withTables = TABLE.matcher(ddl).replaceAll(tables);
    String withIndexes = INDEX.matcher(withTables).replaceAll(indexes);
    return DROPPED.matcher(withIndexes).replaceAll(dropped);
  }
}
