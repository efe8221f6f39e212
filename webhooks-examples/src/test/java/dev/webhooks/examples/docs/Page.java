package dev.webhooks.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page of Markdown as GitHub shows it, as far as links and blocks of code go. Immutable. */
record Page(Path file, List<Line> lines) {
  /** The project's own folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern LABEL = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern ORIGIN = Pattern.compile("<!-- (from|needs) (.+) -->");

  /**
   * @param inCode whether it is within a block of code
   */
  record Line(String text, boolean inCode) {}

  /**
   * A block of code.
   *
   * @param origin what a comment before it says: {@code from} a file, or what it {@code needs} that
   *     the build does not have; null for nothing
   */
  record Snippet(String language, String text, @Nullable String origin) {}

  Page {
    lines = List.copyOf(lines);
  }

  static Page read(Path file) {
    List<Line> lines = new ArrayList<>();
    boolean inCode = false;
    for (String text : content(file).split("\n", -1)) {
      boolean fence = text.startsWith("```");
      lines.add(new Line(text, inCode || fence));
      inCode ^= fence;
    }
    return new Page(file, lines);
  }

  static String content(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages of the project. */
  static List<Page> all() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\..*)/.*"))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  /** Where links lead, outside of code. */
  List<String> links() {
    return lines.stream()
        .filter(line -> !line.inCode())
        .flatMap(line -> LINK.matcher(line.text().replaceAll("`[^`]*`", "")).results())
        .map(link -> link.group(1))
        .toList();
  }

  /** What follows the {@code #} in links to its headings. */
  List<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    List<String> anchors = new ArrayList<>();
    for (Line line : lines) {
      Matcher heading = HEADING.matcher(line.text());
      if (!line.inCode() && heading.matches()) {
        String anchor = anchor(heading.group(1));
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }

  private static String anchor(String heading) {
    return LABEL
        .matcher(heading)
        .replaceAll("$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }

  List<Snippet> snippets() {
    List<Snippet> snippets = new ArrayList<>();
    StringBuilder text = null;
    String language = "";
    String origin = null;
    for (Line line : lines) {
      if (line.text().startsWith("```")) {
        if (text == null) {
          text = new StringBuilder();
          language = line.text().substring(3).strip();
        } else {
          snippets.add(new Snippet(language, text.toString(), origin));
          text = null;
          origin = null;
        }
      } else if (text != null) {
        text.append(line.text()).append('\n');
      } else if (!line.text().isBlank()) {
        Matcher said = ORIGIN.matcher(line.text());
        origin = said.matches() ? said.group(1) + " " + said.group(2) : null;
      }
    }
    return snippets;
  }
}
