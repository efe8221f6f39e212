package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A numbered step of the schema. From the second on, its script's last statement adds its row to
 * the version table, so that the step is recorded whoever runs the script.
 *
 * @param file the script's name, as in {@code V2__schema_version.sql}
 * @param script its text, under the tables' default names
 */
record Migration(int version, String file, String script) {
  private static final Pattern FILE = Pattern.compile("V([1-9][0-9]{0,8})__\\w+\\.sql");
  private static final Pattern TABLE = Pattern.compile("create table if not exists (\\w+)");

  static Migration of(String file, String script) {
    Matcher name = FILE.matcher(file);
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is no migration's name: V<number>__<words>.sql");
    }
    return new Migration(Integer.parseInt(name.group(1)), file, script);
  }

  /** No statement of a script holds a semicolon, and comments have lines of their own. */
  List<String> statements() {
    String withoutComments =
        script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    return Arrays.stream(withoutComments.split(";"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  /** The tables that it creates, under their default names. */
  List<String> tables() {
    return statements().stream()
        .map(TABLE::matcher)
        .filter(Matcher::lookingAt)
        .map(Matcher::toMatchResult)
        .map((MatchResult create) -> create.group(1))
        .toList();
  }

  /** SHA-256 of the script as it ships, in hexadecimal digits. */
  String checksum() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
