package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What PostgreSQL sees of the store keeps to what the distributed databases that speak its language
 * have too; docs/scaling.md tells what was checked. This looks at the sources, so it also knows
 * statements that no test runs.
 */
class DistributedPostgresTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/webhooks/jdbc");
  private static final Path MIGRATIONS =
      Path.of("src/main/resources/dev/webhooks/jdbc-migrations/postgresql");

  /** Each a way to say where or when a row is stored, or a lock on more than rows, or a message. */
  private static final Pattern MISSING_THERE =
      Pattern.compile(
          "\\b(ctid|xmin|xmax|cmin|cmax|tableoid"
              + "|listen|notify|pg_notify|pg_try_advisory\\w*|pg_advisory_lock\\w*"
              + "|lock table|unlogged|temporary|deferrable|inherits|exclude using|pg_snapshot\\w*"
              + "|txid_\\w+|pg_current_xact_id|tablesample|with hold)\\b");

  private static final Pattern ADVISORY = Pattern.compile("\\bpg_advisory\\w*");

  /** What stands in quotes: a text block, or a literal. */
  private static final Pattern QUOTED =
      Pattern.compile("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);

  private static final Pattern REMARK =
      Pattern.compile("/\\*.*?\\*/|(?m)^\\s*(?://|--).*$", Pattern.DOTALL);

  @Test
  void noStatementNamesWhatADistributedPostgresLacks() {
    assertThat(found(MISSING_THERE)).isEmpty();
  }

  /** Older releases of theirs have none; there the scripts are run by other means. */
  @Test
  void onlyTheMakingOfTheSchemaTakesAnAdvisoryLock() {
    assertThat(found(ADVISORY))
        .containsExactly(Map.entry("PostgresSchema.java", List.of("pg_advisory_xact_lock")));
  }

  @Test
  void whatIsLookedForWouldBeFound() {
    String source =
        """
        /* ctid */
        String text =
            "select p.ctid from webhooks_pending p";
        """;
    assertThat(matches(MISSING_THERE, statements(source))).containsExactly("ctid");
  }

  private static Map<String, List<String>> found(Pattern pattern) {
    Map<String, List<String>> found = new TreeMap<>();
    List<Path> sources =
        files(SOURCES)
            .filter(file -> !file.getFileName().toString().matches("(MariaDb|H2).*"))
            .toList();
    assertThat(sources).hasSizeGreaterThan(40);
    sources.forEach(file -> note(found, file, matches(pattern, statements(read(file)))));
    files(MIGRATIONS)
        .forEach(
            file ->
                note(found, file, matches(pattern, REMARK.matcher(read(file)).replaceAll(" "))));
    return found;
  }

  private static void note(Map<String, List<String>> found, Path file, List<String> matches) {
    if (!matches.isEmpty()) {
      found.put(file.getFileName().toString(), matches);
    }
  }

  private static String statements(String source) {
    StringBuilder statements = new StringBuilder();
    QUOTED
        .matcher(REMARK.matcher(source).replaceAll(" "))
        .results()
        .forEach(quoted -> statements.append(quoted.group()).append('\n'));
    return statements.toString();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).toList();
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
