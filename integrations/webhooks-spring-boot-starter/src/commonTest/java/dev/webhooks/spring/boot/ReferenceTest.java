package dev.webhooks.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/spring-boot.md says of properties and settings is all there is, and no more. */
class ReferenceTest {
  private static final Path PAGE = Path.of("../../docs/spring-boot.md");
  private static final Pattern METADATA_NAME = Pattern.compile("\"name\": \"(webhooks\\.[^\"]+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(webhooks\\.[^`]+)` \\|");
  private static final Set<String> GROUPS =
      Set.of(
          "dispatch",
          "egress-proxy",
          "health",
          "publish",
          "purge",
          "retry",
          "schema",
          "secrets",
          "ssl",
          "urls");

  @Test
  void eachPropertyHasALineInTheReference() throws IOException {
    assertThat(names(ROW, Files.readString(PAGE)))
        .isEqualTo(
            names(METADATA_NAME, metadata()).stream()
                .filter(name -> !GROUPS.contains(name.substring("webhooks.".length())))
                .map(name -> name.equals("webhooks.secrets.keys") ? name + ".<id>" : name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void eachPropertyIsDescribedForEditors() throws IOException {
    List<String> properties =
        Arrays.asList(metadata().split("\"properties\": \\[", 2)[1].split("\\{"));
    assertThat(properties)
        .filteredOn(property -> property.contains("\"name\": \"webhooks."))
        .isNotEmpty()
        .allSatisfy(property -> assertThat(property).contains("\"description\": \""));
  }

  /** One of a property, a bean, or the customizer, which can set whatever the builder has. */
  @Test
  void eachSettingOfTheLibraryHasALineInTheReference() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Webhooks.Builder.class.getMethods())
        .filteredOn(method -> method.getReturnType() == Webhooks.Builder.class)
        .extracting(Method::getName)
        .isNotEmpty()
        .allSatisfy(setting -> assertThat(page).contains("| `" + setting + "` |"));
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String metadata() throws IOException {
    try (InputStream in =
        WebhooksProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }
}
