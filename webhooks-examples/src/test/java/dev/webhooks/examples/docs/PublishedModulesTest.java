package dev.webhooks.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What is published can be found, named and required. That its sources, Javadoc and bill of
 * materials lie beside it is seen by {@code .ci/reproducible}, which stages a release.
 */
class PublishedModulesTest {
  private static final String BOM = "webhooks-bom";

  private final List<Pom> published =
      Pom.read("").texts("modules", "module").map(Pom::read).filter(Pom::isPublished).toList();

  @Test
  void theBomNamesEachAndNothingElse() {
    assertThat(published).extracting(Pom::artifactId).contains(BOM, "webhooks-signing");
    assertThat(Pom.read(BOM).texts("dependency", "artifactId"))
        .containsExactlyInAnyOrderElementsOf(
            published.stream().map(Pom::artifactId).filter(id -> !id.equals(BOM)).toList());
  }

  @Test
  void eachHasARowInTheReadmesTable() {
    List<String> rows =
        Page.content(Page.ROOT.resolve("README.md"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertThat(published)
        .allSatisfy(
            pom -> assertThat(rows).anyMatch(row -> row.contains("`" + pom.artifactId() + "`")));
  }

  @Test
  void eachJarHasAModuleName() {
    assertThat(published)
        .filteredOn(pom -> !pom.artifactId().equals(BOM))
        .allSatisfy(pom -> assertThat(pom.hasModuleName()).as(pom.artifactId()).isTrue());
  }

  /** What Maven Central asks for and no module inherits. */
  @Test
  void eachSaysWhatItIs() {
    assertThat(published)
        .allSatisfy(
            pom -> {
              assertThat(pom.texts("project", "name")).hasSize(1).doesNotContain("");
              assertThat(pom.texts("project", "description")).hasSize(1).doesNotContain("");
            });
  }

  /** A module's {@code pom.xml}, as it is written. */
  private record Pom(Path folder, Document document) {
    static Pom read(String module) {
      Path folder = Page.ROOT.resolve(module);
      try {
        return new Pom(
            folder,
            DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("pom.xml").toFile()));
      } catch (IOException | SAXException | ParserConfigurationException e) {
        throw new IllegalStateException(folder.toString(), e);
      }
    }

    String artifactId() {
      return texts("project", "artifactId").findFirst().orElseThrow();
    }

    boolean isPublished() {
      return texts("properties", "unpublished").noneMatch("true"::equals);
    }

    boolean hasModuleName() {
      return Files.exists(folder.resolve("src/main/java/module-info.java"))
          || texts("properties", "automatic.module.name").findAny().isPresent();
    }

    /** The texts of these elements, where their parent is that one. */
    Stream<String> texts(String parent, String name) {
      NodeList elements = document.getElementsByTagName(name);
      return IntStream.range(0, elements.getLength())
          .mapToObj(i -> (Element) elements.item(i))
          .filter(element -> element.getParentNode().getNodeName().equals(parent))
          .map(element -> element.getTextContent().strip());
    }

    @Override
    public String toString() {
      return artifactId();
    }
  }
}
