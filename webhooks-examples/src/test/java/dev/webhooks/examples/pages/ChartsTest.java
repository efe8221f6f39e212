package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every number in a chart is a count in the database. */
@Tag("soak")
class ChartsTest extends InTheBrowser {
  private static final String PER_MINUTE =
      "select started_at / 60000000 * 60,"
          + " count(*) filter (where status between 200 and 299),"
          + " count(*) filter (where status is null or status not between 200 and 299)"
          + " from webhooks_attempt group by 1";

  /** Latencies are kept in buckets, each a tenth wider than the one before. */
  private static final double OF_A_BUCKET = 0.05;

  private EmbeddedPostgres postgres;

  @Override
  SettingsProcess settings(Stage stage) throws Exception {
    postgres = own(EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
    return own(SettingsProcess.start(postgres.getJdbcUrl("postgres", "postgres")));
  }

  @Test
  void whatIsDrawnIsWhatIsStored() throws Exception {
    settings.put(workspace, "/plan", "{\"plan\":\"PRO\"}");
    visitor.createWebhook("Good", endpoint.url());
    try (Endpoint broken = new Endpoint()) {
      visitor.createWebhook("Broken", broken.url());
      broken.answersWith(503, "text/plain", "");
      settings.publish(workspace, "message.sent", 400);
      settings.publish(workspace, "message.received", 37);
      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged() == 437);
      visitor.button("Broken", "Disable").click(); // nothing is sent to it any more
      assertThat(card("Broken")).containsText("Disabled by its owner.");
    }
    visitor.openLog();
    long failed = failed();
    assertThat(failed).isPositive();
    Locator sums = visitor.page().locator("#attempts-caption");
    assertThat(sums.locator("[data-sum=acknowledged]")).hasText("437 acknowledged");
    assertThat(sums.locator("[data-sum=failed]")).hasText(failed + " failed");

    assertThat(drawn()).isEqualTo(stored());
    assertThat(tabled()).isEqualTo(stored().values().stream().flatMap(List::stream).toList());
    assertThat(shownMedian()).isCloseTo(median(), within(median() * OF_A_BUCKET + 1));
    Map<Instant, List<Double>> latencies = latencies();
    assertQuantile(0.5, "median", 2, latencies);
    assertQuantile(0.95, "tail", 3, latencies);
  }

  /** Each minute's quantile, in the table and in the line, is one of what is stored. */
  private void assertQuantile(
      double quantile, String line, int column, Map<Instant, List<Double>> latencies) {
    List<Double> drawn = new ArrayList<>();
    for (Locator part : visitor.page().locator("#latency-chart ." + line).all()) {
      for (String value : part.getAttribute("data-ms").split(" ")) {
        drawn.add(Double.valueOf(value));
      }
    }
    Map<Instant, Double> tabled = new TreeMap<>();
    for (Locator row : visitor.page().locator("#figures tr").all()) {
      tabled.put(
          Instant.parse(row.getAttribute("data-at")),
          Double.valueOf(row.locator("td").nth(column).getAttribute("data-ms")));
    }
    assertThat(drawn).isEqualTo(List.copyOf(tabled.values()));
    assertThat(tabled.keySet()).isEqualTo(latencies.keySet());
    tabled.forEach(
        (minute, shown) -> {
          List<Double> all = latencies.get(minute);
          int rank = (int) Math.ceil(quantile * all.size()) - 1;
          double least = all.get(Math.max(0, rank - 1));
          double most = all.get(Math.min(all.size() - 1, rank + 1));
          assertThat(shown)
              .as("%s of %s in %s", quantile, minute, all)
              .isBetween(least * (1 - OF_A_BUCKET) - 0.1, most * (1 + OF_A_BUCKET) + 0.1);
        });
  }

  /** Acknowledged and failed by the minute, as the bars have them. */
  private Map<Instant, List<Long>> drawn() {
    Map<Instant, List<Long>> counts = new TreeMap<>();
    for (Locator bar : visitor.page().locator("#attempts-chart rect").all()) {
      List<Long> both =
          counts.computeIfAbsent(
              Instant.parse(bar.getAttribute("data-at")), at -> new ArrayList<>(List.of(0L, 0L)));
      both.set(
          bar.getAttribute("class").equals("good") ? 0 : 1,
          Long.parseLong(bar.getAttribute("data-count")));
    }
    return counts;
  }

  /** The same as the table below the charts has them, the earliest first. */
  private List<Long> tabled() {
    visitor.page().getByText("The figures as a table").click();
    List<Long> counts = new ArrayList<>();
    List<Locator> rows = visitor.page().locator("#figures tr").all();
    for (int i = rows.size() - 1; i >= 0; i--) {
      counts.add(Long.parseLong(rows.get(i).locator("td").nth(0).textContent()));
      counts.add(Long.parseLong(rows.get(i).locator("td").nth(1).textContent()));
    }
    return counts;
  }

  private double shownMedian() {
    String words = visitor.page().locator("#latency-caption .median").textContent();
    double number = Double.parseDouble(words.replaceAll("[^0-9.]", ""));
    return words.endsWith(" ms") ? number : number * 1_000;
  }

  private Map<Instant, List<Long>> stored() throws SQLException {
    Map<Instant, List<Long>> counts = new TreeMap<>();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PER_MINUTE)) {
      while (rows.next()) {
        counts.put(
            Instant.ofEpochSecond(rows.getLong(1)), List.of(rows.getLong(2), rows.getLong(3)));
      }
    }
    return counts;
  }

  /** In milliseconds, by the minute, the shortest first. */
  private Map<Instant, List<Double>> latencies() throws SQLException {
    Map<Instant, List<Double>> found = new TreeMap<>();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select started_at / 60000000 * 60, duration / 1000.0 from webhooks_attempt"
                    + " order by duration")) {
      while (rows.next()) {
        found
            .computeIfAbsent(Instant.ofEpochSecond(rows.getLong(1)), at -> new ArrayList<>())
            .add(rows.getDouble(2));
      }
    }
    return found;
  }

  private long acknowledged() throws SQLException {
    return stored().values().stream().mapToLong(both -> both.get(0)).sum();
  }

  private long failed() throws SQLException {
    return stored().values().stream().mapToLong(both -> both.get(1)).sum();
  }

  private double median() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select percentile_disc(0.5) within group (order by duration) / 1000.0"
                    + " from webhooks_attempt")) {
      row.next();
      return row.getDouble(1);
    }
  }
}
