package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Takes the pictures of {@code docs/images}, of the application as it runs: {@code ./mvnw -Psoak
 * test -pl webhooks-examples -am -Dtest=ScreenshotsTest -Dsurefire.failIfNoSpecifiedTests=false}
 * leaves them in {@code webhooks-examples/target/screenshots}.
 */
@Tag("soak")
@Timeout(300)
class ScreenshotsTest extends InTheBrowser {
  private static final Path DIRECTORY = Path.of("target", "screenshots");

  @Test
  void academy() throws Exception {
    settings.put(workspace, "/plan", "{\"plan\":\"PRO\"}");
    settings.register(workspace, "CRM", endpoint.url());
    settings.register(workspace, "Spreadsheet", endpoint.url());
    settings.register(workspace, "Booking page", settings.url() + "/webhook");
    try (Endpoint analytics = new Endpoint()) {
      settings.register(workspace, "Analytics", analytics.url());
      settings.publish(workspace, "message.received", 40);
      visitor.openLog();
      assertThat(visitor.page().locator("[data-sum=acknowledged]")).hasText("120 acknowledged");
      analytics.answersWith(503, "application/json", "{\"error\":\"overloaded\"}");
      settings.publish(workspace, "message.sent", 30);
      visitor.openWebhooks();
      assertThat(card("Analytics").locator(".badge")).hasText("Paused");

      Files.createDirectories(DIRECTORY);
      take(1280, 860, ColorScheme.LIGHT);
      take(1280, 860, ColorScheme.DARK);
      take(375, 812, ColorScheme.LIGHT);
      take(375, 812, ColorScheme.DARK);
    }
  }

  private void take(int width, int height, ColorScheme scheme) {
    NewContextOptions options =
        new NewContextOptions()
            .setViewportSize(width, height)
            .setColorScheme(scheme)
            .setReducedMotion(ReducedMotion.REDUCE)
            .setTimezoneId("UTC");
    String suffix = "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
    try (Visitor other = visitor(options)) {
      other.openWebhooks();
      assertThat(other.page().locator(".card")).hasCount(4);
      assertThat(other.page().locator("#attention")).isVisible();
      save(other, "webhooks" + suffix);

      other.open("#/" + workspace + "/deliveries?event=message.sent");
      other
          .deliveries()
          .filter(new Locator.FilterOptions().setHasText("503"))
          .first()
          .locator(".toggle")
          .click();
      assertThat(other.page().locator(".open .attempt").first()).isVisible();
      assertThat(other.page().locator("#attempts-chart svg")).isVisible();
      other.page().locator("#filters").evaluate("filters => filters.scrollIntoView()");
      save(other, "delivery-log" + suffix);
    }
  }

  private static void save(Visitor visitor, String name) {
    Path picture = DIRECTORY.resolve(name);
    visitor.page().screenshot(new ScreenshotOptions().setPath(picture));
    assertThat(picture).isNotEmptyFile();
  }
}
