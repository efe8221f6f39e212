package dev.webhooks.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.testing.TestWebhooks;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/operations} goes by is there, and each alert has its other half. */
class OperationsTest {
  private static final Path DOCS = Path.of("../../docs/operations");
  private static final Pattern METRIC = Pattern.compile("webhooks_[a-z_]+");
  private static final Pattern MATCHER = Pattern.compile("([a-z]+)=~?\"([a-z_|]+)\"");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final String MISSING = "Missing";

  /** What one run of the library is scraped as: published, failed, retried, delivered. */
  private static String scraped() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TestWebhooks webhooks =
        TestWebhooks.builder()
            .settings(builder -> builder.observe(WebhookMetrics.of(registry)))
            .build();
    Webhook crm = webhooks.activeWebhook("acme");
    webhooks.answer(crm).with(503, 200);
    webhooks
        .webhooks()
        .publisher()
        .publish(Event.builder("order.placed").workspace("acme").data(Map.of("n", 1)).build());
    webhooks.advance(Duration.ofMinutes(1));
    return registry.scrape();
  }

  @Test
  void everyMetricOfTheDashboardIsScraped() throws IOException {
    List<String> expressions = expressions(read("dashboard.json"));
    assertThat(expressions).hasSizeGreaterThan(15);
    assertThat(metrics(expressions)).isSubsetOf(metrics(List.of(scraped())));
  }

  @Test
  void everyMetricOfTheAlertsIsScraped() throws IOException {
    List<String> expressions = alerts().stream().map(Alert::expression).toList();
    assertThat(metrics(expressions)).isSubsetOf(metrics(List.of(scraped())));
  }

  /** A label that no series has makes a rule that never fires. */
  @Test
  void everyLabelThatIsMatchedIsScraped() throws IOException {
    String scraped = scraped();
    List<String> expressions = new ArrayList<>(expressions(read("dashboard.json")));
    alerts().forEach(alert -> expressions.add(alert.expression()));
    for (String expression : expressions) {
      Matcher matcher = MATCHER.matcher(expression);
      while (matcher.find()) {
        for (String value : matcher.group(2).split("\\|")) {
          // Nothing fails in that run; the others are there from the start.
          if (!expression.contains("webhooks_store")) {
            assertThat(scraped).contains(matcher.group(1) + "=\"" + value + "\"");
          }
        }
      }
    }
  }

  @Test
  void theDocumentationNamesEveryMetric() throws IOException {
    String documentation = read("README.md");
    Set<String> names =
        metrics(List.of(scraped())).stream()
            .map(name -> name.replaceAll("_(seconds|total|bucket|count|sum|max)(?=_|$)", ""))
            .map(name -> name.replaceAll("_(seconds|total|bucket|count|sum|max)$", ""))
            .map(name -> name.replace('_', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names).allMatch(name -> documentation.contains("`" + name + "`"));
  }

  @Test
  void eachAlertHasOneForItsFigureThatIsMissing() throws IOException {
    Map<String, Alert> byName =
        alerts().stream().collect(Collectors.toMap(Alert::name, alert -> alert));
    assertThat(byName).hasSizeGreaterThanOrEqualTo(14);
    byName.forEach(
        (name, alert) -> {
          if (name.endsWith(MISSING)) {
            String of = name.substring(0, name.length() - MISSING.length());
            assertThat(alert.expression()).startsWith("absent(");
            assertThat(byName).containsKey(of);
            assertThat(families(byName.get(of).expression()))
                .as(name)
                .containsAll(families(alert.expression()));
          } else {
            assertThat(byName).containsKey(name + MISSING);
          }
        });
  }

  @Test
  void eachAlertHasASectionInTheRunbook() throws IOException {
    Set<String> headings =
        read("runbook.md")
            .lines()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .collect(Collectors.toSet());
    Set<String> anchors =
        headings.stream()
            .map(heading -> heading.toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());
    for (Alert alert : alerts()) {
      assertThat(alert.runbook()).startsWith("runbook.md#");
      assertThat(anchors).contains(alert.runbook().substring("runbook.md#".length()));
      assertThat(headings)
          .as(alert.name())
          .contains(alert.name().endsWith(MISSING) ? "A figure is missing" : alert.name());
    }
  }

  @Test
  void prometheusTakesTheRules() throws Exception {
    assertThat(promtool("check", "rules", DOCS.resolve("alerts.yml").toString()))
        .contains(alerts().size() + " rules found");
  }

  /** Each in a case of its own: {@code alerts-test.yml}. */
  @Test
  void eachAlertFiresWhenItShouldAndNoneWhenAllIsWell() throws Exception {
    assertThat(promtool("test", "rules", "src/test/resources/alerts-test.yml")).contains("SUCCESS");
  }

  private static String promtool(String... arguments) throws Exception {
    assumeTrue(isThere("promtool"), "promtool is not installed");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(promtool.exitValue()).as(said).isZero();
    return said;
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private record Alert(String name, String expression, String runbook) {}

  /** The file is written so that a line holds a value. */
  private static List<Alert> alerts() throws IOException {
    List<Alert> alerts = new ArrayList<>();
    for (String part : read("alerts.yml").split("(?=- alert: )")) {
      Matcher name = ALERT.matcher(part);
      if (name.find()) {
        alerts.add(new Alert(name.group(1), value(part, "expr"), value(part, "runbook")));
      }
    }
    return alerts;
  }

  private static String value(String part, String key) {
    Matcher line = Pattern.compile("^ +" + key + ": (.+)$", Pattern.MULTILINE).matcher(part);
    assertThat(line.find()).as(key + " of " + part).isTrue();
    return line.group(1);
  }

  private static List<String> expressions(String dashboard) throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(dashboard).get("panels")) {
      panel.path("targets").forEach(target -> expressions.add(target.get("expr").asText()));
    }
    return expressions;
  }

  private static Set<String> metrics(List<String> texts) {
    return texts.stream()
        .flatMap(text -> METRIC.matcher(text).results())
        .map(result -> result.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> families(String expression) {
    return metrics(List.of(expression)).stream()
        .map(name -> name.replaceAll("_(bucket|count|sum)$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(String file) throws IOException {
    return Files.readString(DOCS.resolve(file));
  }
}
