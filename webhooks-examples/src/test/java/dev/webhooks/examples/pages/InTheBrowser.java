package dev.webhooks.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The pages in a real browser, on the real application, with a real endpoint. Each test is a
 * visitor with a window, a workspace and an endpoint of its own. Its timeout is for what hangs, on
 * a machine that has other things to do.
 */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Stage.Door.class)
@ResourceLock("the browser")
abstract class InTheBrowser {
  static final int PHONE = 375;
  private static final int WIDE = 1280;

  SettingsProcess settings;
  Endpoint endpoint;
  String workspace;
  Visitor visitor;
  private final Deque<AutoCloseable> own = new ArrayDeque<>();
  private Chromium chromium;

  @BeforeAll
  void enter(Stage stage) throws Exception {
    assumeTrue(stage.browser().isPresent(), "no Chromium on the PATH");
    chromium = stage.browser().orElseThrow();
    settings = settings(stage);
  }

  /** The application that the class is about: the shared one, or its {@link #own}. */
  SettingsProcess settings(Stage stage) throws Exception {
    return stage.settings();
  }

  /** Is closed after the class's last test, before what became its own earlier. */
  <T extends AutoCloseable> T own(T resource) {
    own.push(resource);
    return resource;
  }

  @AfterAll
  void closeOwn() throws Exception {
    while (!own.isEmpty()) {
      own.pop().close();
    }
  }

  @BeforeEach
  void visit(TestInfo test) throws Exception {
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

  /** Somebody with a window of this width, who does without motion: it costs time. */
  Visitor visitor(int width) {
    return visitor(
        new NewContextOptions().setViewportSize(width, 800).setReducedMotion(ReducedMotion.REDUCE));
  }

  /** Somebody with a browser that is set up like this. */
  Visitor visitor(NewContextOptions options) {
    return new Visitor(chromium, settings.url(), workspace, options);
  }

  Locator card(String name) {
    return visitor.card(name);
  }

  /** A webhook that is disabled, with so many deliveries that wait for it. */
  void disabledWithWaiting(int deliveries) throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    visitor.button("Disable").click();
    PlaywrightAssertions.assertThat(card("CRM")).containsText("Disabled by its owner.");
    settings.publish(workspace, "message.sent", deliveries);
    String waiting = deliveries == 1 ? "1 delivery waits" : deliveries + " deliveries wait";
    PlaywrightAssertions.assertThat(card("CRM")).containsText(waiting + " because it is disabled");
  }

  /** Enables it again without what waited. */
  void enableDroppingWhatWaits() {
    visitor.button("Enable").click();
    visitor.page().getByText("Drop what waits").click();
    visitor.button("Enable webhook").click();
    PlaywrightAssertions.assertThat(visitor.page().locator("#said"))
        .hasText("Enabled: what waited is cancelled.");
  }
}
