package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The DDL that ships as resources, for hosts that leave the schema to the library. */
final class Schema {
  /** Every version so far, oldest first; each may be run again without harm. */
  private static final List<String> VERSIONS = List.of("V1__webhooks.sql");

  private Schema() {}

  /** All statements of a dialect, under the tables' default names. */
  static List<String> statements(Dialect dialect) {
    return VERSIONS.stream()
        .flatMap(version -> statements(dialect.folder() + "/" + version).stream())
        .toList();
  }

  /** No statement of these files holds a semicolon, and comments have lines of their own. */
  private static List<String> statements(String resource) {
    String ddl =
        read(resource)
            .lines()
            .filter(line -> !line.startsWith("--"))
            .collect(Collectors.joining("\n"));
    return Arrays.stream(ddl.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static String read(String resource) {
    try (InputStream in = Schema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the library lacks its resource " + resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
