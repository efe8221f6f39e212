package dev.webhooks.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * The pages in a real browser, on the real application, with a real endpoint. Each class has a
 * browser and an application of its own: most of the time goes by in waiting, and classes wait side
 * by side.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
abstract class InTheBrowser {
  static final int PHONE = 375;
  private static final int WIDE = 1280;
  private static final Optional<Path> BROWSER = Chromium.installed();

  SettingsProcess settings;
  Endpoint endpoint;
  String workspace;
  Visitor visitor;
  private Chromium chromium;

  @BeforeAll
  void launch() throws Exception {
    if (BROWSER.isPresent()) {
      settings = startSettings();
      chromium = Chromium.launch(BROWSER.get());
      PlaywrightAssertions.setDefaultAssertionTimeout(Visitor.PATIENCE_MS);
    } else {
      System.out.println("SKIPPED: no Chromium on the PATH, the pages aren't tested here");
    }
  }

  /** The application that the class is about. */
  SettingsProcess startSettings() throws Exception {
    return SettingsProcess.start();
  }

  /** Ends what the application stood on. */
  void settingsClosed() throws Exception {}

  @AfterAll
  void quit() throws Exception {
    if (BROWSER.isPresent()) {
      chromium.close();
      settings.close();
      settingsClosed();
    }
  }

  @BeforeEach
  void visit(TestInfo test) throws Exception {
    assumeTrue(BROWSER.isPresent(), "no Chromium on the PATH");
    workspace = test.getTestMethod().orElseThrow().getName();
    endpoint = new Endpoint();
    visitor = visitor(WIDE);
  }

  @AfterEach
  void leave() {
    if (visitor != null) {
      visitor.close();
      endpoint.close();
      assertThat(visitor.troubles()).isEmpty();
    }
  }

  /** Somebody with a window of this width. */
  Visitor visitor(int width) {
    return visitor(new NewContextOptions().setViewportSize(width, 800));
  }

  /** Somebody with a browser that is set up like this. */
  Visitor visitor(NewContextOptions options) {
    return new Visitor(chromium, settings.url(), workspace, options);
  }

  Locator card(String name) {
    return visitor.page().locator(".card", new Page.LocatorOptions().setHasText(name));
  }
}
