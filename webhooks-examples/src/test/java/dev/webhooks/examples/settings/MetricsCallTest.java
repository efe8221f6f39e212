package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.examples.settings.Api.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Prometheus reads. */
@Timeout(30)
class MetricsCallTest {
  private static final Pattern HELP = Pattern.compile("# HELP ([a-z_]+) [A-Z].*\\.");
  private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) (gauge|counter)");
  private static final Pattern VALUE = Pattern.compile("([a-z_]+)(\\{[a-z]+=\"[a-z]+\"})? \\d+");

  private static TestSettings settings;
  private static Endpoint endpoint;

  @BeforeAll
  static void start() throws Exception {
    settings = TestSettings.start("--retry", "1ms");
    endpoint = Endpoint.start();
  }

  @AfterAll
  static void stop() {
    settings.close();
    endpoint.close();
  }

  @Test
  void everyMetricHasOneHelpOneTypeAndThenItsValues() throws Exception {
    Reply reply = settings.api().get("/metrics");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type"))
        .isEqualToIgnoringWhitespace("text/plain; version=0.0.4; charset=utf-8");
    assertThat(reply.text()).endsWith("\n").doesNotContain("\r");
    Set<String> seen = new HashSet<>();
    Set<String> series = new HashSet<>();
    List<String> lines = new ArrayList<>(reply.text().lines().toList());
    while (!lines.isEmpty()) {
      String name = name(HELP, lines.remove(0));
      assertThat(seen.add(name)).as(name).isTrue();
      Matcher type = TYPE.matcher(lines.remove(0));
      assertThat(type.matches()).isTrue();
      assertThat(type.group(1)).isEqualTo(name).startsWith("webhooks_");
      assertThat(name.endsWith("_total")).isEqualTo(type.group(2).equals("counter"));
      int values = 0;
      while (!lines.isEmpty() && !lines.get(0).startsWith("#")) {
        String value = lines.remove(0);
        assertThat(name(VALUE, value)).isEqualTo(name);
        assertThat(series.add(value.replaceAll(" .*", ""))).as(value).isTrue();
        values++;
      }
      assertThat(values).as(name).isPositive();
    }
  }

  private static String name(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    assertThat(matcher.matches()).as(line).isTrue();
    return matcher.group(1);
  }

  @Test
  void countsWhatWasPublishedAndWhatBecameOfIt() throws Exception {
    Api api = settings.api();
    api.register("acme", endpoint.url());
    endpoint.fail(true);
    api.publish("acme", 2);
    await().untilAsserted(() -> assertThat(lines()).contains(outcomes("failed", 2)));
    endpoint.fail(false);
    api.publish("acme", 3);

    await().untilAsserted(() -> assertThat(lines()).contains(outcomes("delivered", 3)));

    assertThat(lines())
        .contains(
            outcomes("pending", 2),
            outcomes("cancelled", 0),
            "webhooks_events_published_total 5",
            "webhooks_dispatcher_running 1",
            "webhooks_health_changes_total{state=\"recovering\"} 0",
            "webhooks_outcomes_dropped_total 0");
    assertThat(lines()).anyMatch(line -> line.startsWith("webhooks_dispatcher_last_claim_"));
  }

  @Test
  void aRepeatIsNotCounted() throws Exception {
    try (TestSettings alone = TestSettings.start("--no-dispatch")) {
      String event = Api.event("{}").replace("}}", "},\"idempotencyKey\":\"k\"}");
      alone.api().post("/api/workspaces/acme/events", event);
      alone.api().post("/api/workspaces/acme/events", event);

      assertThat(alone.api().get("/metrics").text().lines())
          .contains("webhooks_events_published_total 1", "webhooks_dispatcher_running 0")
          .noneMatch(line -> line.startsWith("webhooks_dispatcher_last_claim_"));
    }
  }

  private static String outcomes(String state, int count) {
    return "webhooks_outcomes_total{state=\"" + state + "\"} " + count;
  }

  private static List<String> lines() throws Exception {
    return settings.api().get("/metrics").text().lines().toList();
  }
}
