package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The few classes that each starter has for itself differ in nothing but imports. */
class SameSourcesTest {
  private static final Path FOUR = Path.of("../webhooks-spring-boot-starter/src/main/java");
  private static final Path THREE = Path.of("../webhooks-spring-boot-3-starter/src/main/java");

  @Test
  void bothStartersAreTheSameButForImports() throws IOException {
    assertThat(withoutImports(THREE)).isNotEmpty().isEqualTo(withoutImports(FOUR));
  }

  private static Map<String, String> withoutImports(Path root) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          sources.put(
              root.relativize(file).toString(),
              lines.filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n")));
        }
      }
    }
    return sources;
  }
}
