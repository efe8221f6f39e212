package dev.webhooks.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.StandardHealth;
import dev.webhooks.policy.UrlPolicyBuilder;
import dev.webhooks.testing.TestWebhooks;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md has a line for every setting, with the default that the code tells. */
class ConfigurationTest {
  /** For stores alone, or no setting of a person's. */
  private static final List<String> NO_SETTINGS = List.of("build", "headerNames");

  /** A Javadoc comment, and the method behind it. */
  private static final Pattern DOCUMENTED =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*public \\w+ (\\w+)\\(",
          Pattern.DOTALL);

  private static final Pattern DEFAULT = Pattern.compile("Default: (.*?)(?:[.;](?:\\s|$))");

  private final Page page = Page.read(Page.ROOT.resolve("docs/configuration.md"));

  private static final Map<String, Class<?>> BUILDERS =
      new TreeMap<>(
          Map.of(
              "Webhooks.builder", Webhooks.Builder.class,
              "JdbcStore.builder", JdbcStore.Builder.class,
              "HealthPolicy.builder", StandardHealth.Builder.class,
              "UrlPolicy.builder", UrlPolicyBuilder.class,
              "WebhookSettings.builder", WebhookSettings.Builder.class,
              "TestWebhooks.builder", TestWebhooks.Builder.class));

  @Test
  void everySettingHasALineAndEveryLineASetting() {
    BUILDERS.forEach(
        (heading, builder) ->
            assertThat(new TreeSet<>(rows(heading).keySet()))
                .as(heading)
                .isEqualTo(new TreeSet<>(settings(builder))));
  }

  @Test
  void everyLineHasADefault() {
    BUILDERS
        .keySet()
        .forEach(
            heading ->
                rows(heading)
                    .forEach(
                        (setting, cells) ->
                            assertThat(cells)
                                .as("%s of %s", setting, heading)
                                .hasSizeGreaterThanOrEqualTo(3)
                                .allSatisfy(cell -> assertThat(cell).isNotBlank())));
  }

  /** Where the Javadoc tells it in so many words, the page does in the same. */
  @Test
  void theDefaultIsTheOneThatTheCodeTells() {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<String, Class<?>> builder : BUILDERS.entrySet()) {
      Map<String, List<String>> rows = rows(builder.getKey());
      for (Map.Entry<String, String> told : defaults(source(builder.getValue())).entrySet()) {
        List<String> cells = rows.get(told.getKey());
        compared++;
        if (cells == null || !cells.get(1).startsWith(told.getValue())) {
          wrong.add(builder.getKey() + " " + told.getKey() + ": " + told.getValue());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(25);
  }

  private static List<String> settings(Class<?> builder) {
    return Stream.of(builder.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> method.getReturnType() == builder)
        .map(Method::getName)
        .filter(name -> !NO_SETTINGS.contains(name))
        .distinct()
        .toList();
  }

  /** By the name of the setting, the other cells of its line. */
  private Map<String, List<String>> rows(String heading) {
    Map<String, List<String>> rows = new TreeMap<>();
    boolean within = false;
    for (Page.Line line : page.lines()) {
      String text = line.text();
      if (text.startsWith("## ")) {
        within = text.contains("`" + heading + "`");
      } else if (within && text.startsWith("| `")) {
        List<String> cells =
            Stream.of(text.substring(1, text.lastIndexOf('|')).split("\\|"))
                .map(String::strip)
                .toList();
        rows.put(cells.get(0).replaceAll("[`()]", ""), cells);
      }
    }
    return rows;
  }

  private static Map<String, String> defaults(String source) {
    Map<String, String> defaults = new TreeMap<>();
    for (MatchResult method : DOCUMENTED.matcher(source).results().toList()) {
      String text = method.group(1).replaceAll("\\s*\n\\s*\\* ?", " ").strip() + " ";
      DEFAULT
          .matcher(text)
          .results()
          .findFirst()
          .ifPresent(found -> defaults.put(method.group(2), plain(found.group(1))));
    }
    return defaults;
  }

  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
        .replaceAll("\\{@link #?([^}]*)\\}", "`$1`")
        .replace('#', '.');
  }

  private static String source(Class<?> builder) {
    Class<?> outer = builder.getEnclosingClass() == null ? builder : builder.getEnclosingClass();
    String file = outer.getName().replace('.', '/') + ".java";
    return Stream.of("webhooks-core", "webhooks-jdbc-store", "webhooks-testing")
        .map(module -> Page.ROOT.resolve(Path.of(module, "src/main/java", file)))
        .filter(path -> path.toFile().exists())
        .map(Page::content)
        .findFirst()
        .orElseThrow();
  }
}
