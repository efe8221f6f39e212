package dev.webhooks.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long whoever opens a page looks at nothing: a thousand webhooks, a million deliveries. What
 * is asserted is the middle one of several visits. For a quiet machine, and so only where it is
 * asked for: {@code -Psoak -Dfirst-paint=true}.
 */
@Tag("soak")
@EnabledIfSystemProperty(named = "first-paint", matches = "true")
@Timeout(900)
class FirstPaintTest extends InTheBrowser {
  private static final String BUSY = "busy";
  private static final int WEBHOOKS = 1_000;
  private static final int VISITS = 7;
  private static final double A_SECOND_MS = 1_000;

  /**
   * When the first lines of what was asked for are on the screen, since the address was entered.
   */
  private static final String WATCH =
      """
      addEventListener("DOMContentLoaded", () => {
        const look = () => {
          if (document.querySelectorAll("#log tbody, #webhooks .card").length >= 50) {
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => { window.paintedAt = performance.now(); }));
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true });
      });""";

  @Override
  SettingsProcess settings(Stage stage) throws Exception {
    String url = own(EmbeddedPostgres.start()).getJdbcUrl("postgres", "postgres");
    try (SettingsProcess first = SettingsProcess.start(url);
        Endpoint all = new Endpoint()) {
      first.put(BUSY, "/plan", "{\"plan\":\"BUSINESS\"}");
      for (int i = 0; i < WEBHOOKS; i++) {
        first.register(BUSY, "Endpoint " + i, all.url() + "/" + i);
      }
    }
    LongHistory.write(url, "postgres", BUSY);
    return own(SettingsProcess.start(url));
  }

  @Test
  void theLogOfAMillionDeliveries() {
    assertThat(median("deliveries")).isLessThan(A_SECOND_MS);
  }

  @Test
  void theListOfAThousandWebhooks() {
    assertThat(median("webhooks")).isLessThan(A_SECOND_MS);
  }

  @Test
  void theFailedOnesOfTheLog() {
    assertThat(median("deliveries?state=FAILED")).isLessThan(A_SECOND_MS);
  }

  private double median(String page) {
    visitor.page().addInitScript(WATCH);
    List<Double> times = new ArrayList<>();
    for (int visit = 0; visit < VISITS; visit++) {
      visitor.open("#/" + BUSY + "/" + page);
      Object paintedAt = null;
      while (paintedAt == null) { // what the page forbids to eval can't be waited for
        visitor.page().waitForTimeout(20);
        paintedAt = visitor.page().evaluate("window.paintedAt");
      }
      times.add(((Number) paintedAt).doubleValue());
    }
    System.out.println(page + ": first lines after " + rounded(times) + " ms");
    Collections.sort(times);
    return times.get(VISITS / 2);
  }

  private static List<Long> rounded(List<Double> times) {
    return times.stream().map(Math::round).toList();
  }
}
