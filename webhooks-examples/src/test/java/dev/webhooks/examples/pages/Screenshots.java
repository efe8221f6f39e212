package dev.webhooks.examples.pages;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Date;
import java.util.Locale;
import java.util.Map;

/**
 * Takes the pictures of {@code docs/images}: the pages as they are, on a made-up API whose time
 * stands still. Run it from the project's directory, where Inter and JetBrains Mono are installed:
 * {@code Screenshots docs/images}, and then {@code pngquant --ext .png --force docs/images/*.png}.
 */
final class Screenshots {
  private static final String ORIGIN = "http://settings.example";
  private static final String CSP =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");
  private static final int WIDE = 1280;
  private static final int NARROW = 375;

  private final SampleWorkspace workspace = new SampleWorkspace();
  private final Chromium chromium;
  private final Path directory;

  private Screenshots(Chromium chromium, Path directory) {
    this.chromium = chromium;
    this.directory = directory;
  }

  public static void main(String[] arguments) {
    Path executable = Chromium.installed().orElseThrow();
    try (Chromium chromium = Chromium.launch(executable)) {
      Screenshots screenshots = new Screenshots(chromium, Path.of(arguments[0]));
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        screenshots.take(WIDE, 860, scheme);
        screenshots.take(NARROW, 812, scheme);
      }
    }
  }

  private void take(int width, int height, ColorScheme scheme) {
    NewContextOptions options =
        new NewContextOptions()
            .setViewportSize(width, height)
            .setColorScheme(scheme)
            .setReducedMotion(ReducedMotion.REDUCE)
            .setLocale("en-GB")
            .setTimezoneId("UTC");
    try (BrowserContext context = chromium.browser().newContext(options)) {
      Page page = context.newPage();
      page.clock().setFixedTime(Date.from(SampleWorkspace.NOW));
      page.route("**/*", this::answer);
      String suffix = "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";

      page.navigate(ORIGIN + "/#/bright-academy/webhooks");
      page.getByText("Spreadsheet").waitFor();
      page.locator("#plan").selectOption("PRO");
      page.locator("#said").waitFor();
      page.locator("#said").evaluate("said => said.hidden = true");
      save(page, "webhooks" + suffix, page.locator(".card").nth(width == NARROW ? 1 : 3), 12);

      page.locator("#to-deliveries").click();
      Locator opened = page.locator("tbody[data-id=" + SampleWorkspace.OPENED + "]");
      opened.locator(".toggle").click();
      opened.locator(".attempt").first().waitFor();
      page.getByText("95th percentile").waitFor();
      page.locator(".lead").last().click(); // the focus ring is for keyboards
      Locator entries = page.locator("#log tbody");
      int last = width == NARROW ? 4 : 6;
      save(page, "delivery-log" + suffix, entries.nth(last), width == NARROW ? 8 : 0);
    }
  }

  /** Down to the end of something, so that nothing is cut through. */
  private void save(Page page, String name, Locator last, int margin) {
    BoundingBox box = last.boundingBox();
    page.setViewportSize(page.viewportSize().width, (int) Math.ceil(box.y + box.height) + margin);
    page.screenshot(new ScreenshotOptions().setPath(directory.resolve(name)));
  }

  private void answer(Route route) {
    URI uri = URI.create(route.request().url());
    String path = uri.getPath();
    if (!path.startsWith("/api/")) {
      file(route, path.equals("/") ? "index.html" : path.substring(1));
    } else if (path.endsWith("/webhooks")) {
      json(route, workspace.webhooks());
    } else if (path.endsWith("/deliveries")) {
      json(route, workspace.deliveries(uri.getQuery().contains("limit=200") ? 200 : 50));
    } else if (path.endsWith("/plan")) {
      json(route, "{}");
    } else {
      json(route, workspace.delivery(path.substring(path.lastIndexOf('/') + 1)));
    }
  }

  private static void json(Route route, String body) {
    route.fulfill(new FulfillOptions().setContentType("application/json").setBody(body));
  }

  private static void file(Route route, String name) {
    try (InputStream in = Screenshots.class.getResourceAsStream(name)) {
      route.fulfill(
          new FulfillOptions()
              .setHeaders(
                  Map.of(
                      "content-security-policy",
                      CSP,
                      "content-type",
                      TYPES.get(name.substring(name.lastIndexOf('.') + 1))))
              .setBodyBytes(in.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
