package dev.webhooks.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.docs.Page.Snippet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No page leads nowhere, and what it shows as code is code. */
class PagesTest {
  private static final Pattern TYPE =
      Pattern.compile("(?:class|interface|record|enum) ([A-Za-z]+)");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?[\\w.*]+;", Pattern.MULTILINE);
  private static final Pattern DEPENDENCY_VERSION =
      Pattern.compile("<dependency>(?:(?!</dependency>).)*?<version>([^<]+)<", Pattern.DOTALL);

  private final List<Page> pages = Page.all();

  @Test
  void allPagesAreLookedAt() {
    assertThat(pages).extracting(Page::name).contains("README.md", "docs/README.md");
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    Map<Path, List<String>> anchors = new HashMap<>();
    pages.forEach(page -> anchors.put(page.file(), page.anchors()));
    List<String> dead = new ArrayList<>();
    for (Page page : pages) {
      for (String link : page.links()) {
        if (!link.matches("[a-z]+:.*") && isDead(page, link, anchors)) {
          dead.add(page.name() + " → " + link);
        }
      }
    }

    assertThat(dead).isEmpty();
  }

  private static boolean isDead(Page page, String link, Map<Path, List<String>> anchors) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target =
        path.isEmpty()
            ? page.file()
            : page.file().resolveSibling(path).toAbsolutePath().normalize();
    boolean isAnchored = hash >= 0 && target.toString().endsWith(".md");
    return !target.startsWith(Page.ROOT)
        || !Files.exists(target)
        || (isAnchored
            && !anchors.getOrDefault(target, List.of()).contains(link.substring(hash + 1)));
  }

  @Test
  void everyPageIsFoundFromTheIndex() {
    Page index = Page.read(Page.ROOT.resolve("docs/README.md"));
    List<String> linked =
        index.links().stream()
            .map(link -> link.replaceAll("#.*", ""))
            .map(link -> index.file().resolveSibling(link).normalize().toString())
            .toList();

    assertThat(pages)
        .filteredOn(page -> page.name().matches("docs/[^/]+\\.md") && !page.equals(index))
        .extracting(page -> page.file().toString())
        .isSubsetOf(linked);
  }

  /** A snippet that says where it is from is there, line for line. */
  @Test
  void snippetsAreWhatTheTestedFilesSay() {
    List<String> drifted = new ArrayList<>();
    for (Page page : pages) {
      for (Snippet snippet : page.snippets()) {
        String origin = snippet.origin();
        if (origin != null && origin.startsWith("from ")) {
          Path file = Page.ROOT.resolve(origin.substring("from ".length()));
          if (!Page.content(file).contains(snippet.text())) {
            drifted.add(page.name() + ": what is from " + file.getFileName());
          }
        }
      }
    }

    assertThat(drifted).isEmpty();
  }

  /** What has imports claims to be complete. */
  @Test
  void everyCompleteJavaSnippetCompiles() {
    List<String> wrong = new ArrayList<>();
    int compiled = 0;
    for (Page page : pages) {
      for (Snippet snippet : page.snippets()) {
        boolean isComplete =
            snippet.language().equals("java") && IMPORT.matcher(snippet.text()).find();
        if (isComplete && snippet.origin() == null) {
          wrong.addAll(
              SnippetCompiler.errors(name(snippet.text()), snippet.text()).stream()
                  .map(error -> page.name() + ": " + error)
                  .toList());
          compiled++;
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(compiled).isPositive();
  }

  /** What a page tells a newcomer to depend on is what the build is tested with. */
  @Test
  void everyVersionInAnXmlSnippetIsOneOfTheBuild() {
    String build = Page.content(Page.ROOT.resolve("pom.xml"));
    List<String> unknown = new ArrayList<>();
    for (Page page : pages) {
      for (Snippet snippet : page.snippets()) {
        if (snippet.language().equals("xml")) {
          DEPENDENCY_VERSION
              .matcher(snippet.text())
              .results()
              .filter(found -> !build.contains(">" + found.group(1) + "<"))
              .forEach(found -> unknown.add(page.name() + ": " + found.group(1)));
        }
      }
    }

    assertThat(unknown).isEmpty();
  }

  @Test
  void whatDoesNotCompileIsFound() {
    assertThat(SnippetCompiler.errors("Wrong", "class Wrong { Absent absent; }"))
        .hasSize(1)
        .allSatisfy(error -> assertThat(error).contains("Absent"));
  }

  private static String name(String text) {
    Matcher type = TYPE.matcher(IMPORT.matcher(text).replaceAll(""));
    assertThat(type.find()).as("a type in%n%s", text).isTrue();
    return type.group(1);
  }
}
