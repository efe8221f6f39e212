package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** The pages in a real browser, on the real application, with a real endpoint. */
@Timeout(60)
class PagesTest {
  private static final Optional<Path> BROWSER = Chromium.installed();
  private static final String MARKUP =
      "<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>";
  private static final int WIDE = 1280;
  private static final int PHONE = 375;

  private static SettingsProcess settings;
  private static Chromium chromium;

  private Endpoint endpoint;
  private String workspace;
  private Visitor visitor;

  @BeforeAll
  static void launch() throws Exception {
    if (BROWSER.isPresent()) {
      settings = SettingsProcess.start();
      chromium = Chromium.launch(BROWSER.get());
      PlaywrightAssertions.setDefaultAssertionTimeout(Visitor.PATIENCE_MS);
    } else {
      System.out.println("SKIPPED: no Chromium on the PATH, the pages aren't tested here");
    }
  }

  @AfterAll
  static void quit() {
    if (BROWSER.isPresent()) {
      chromium.close();
      settings.close();
    }
  }

  @BeforeEach
  void visit(TestInfo test) throws Exception {
    assumeTrue(BROWSER.isPresent(), "no Chromium on the PATH");
    workspace = test.getTestMethod().orElseThrow().getName();
    endpoint = new Endpoint();
    visitor = new Visitor(chromium, settings.url(), workspace, WIDE);
  }

  @AfterEach
  void leave() {
    if (visitor != null) {
      visitor.close();
      endpoint.close();
      assertThat(visitor.troubles()).isEmpty();
    }
  }

  @Test
  void aFailedDeliveryIsFoundAndRedelivered() {
    visitor.createWebhook("CRM", endpoint.url());
    assertThat(card("CRM")).containsText("Active");
    endpoint.answersWith(500, "text/plain", "out of order");
    visitor.openLog();
    publish("{\"id\": 12345678901234567890, \"price\": 1.0}");
    assertThat(visitor.deliveries()).containsText("Failed");

    visitor.deliveries().locator("button").first().click();
    Locator attempts = visitor.deliveries().locator(".attempt");
    assertThat(attempts).hasCount(3);
    assertThat(attempts.first()).containsText("Attempt 3");
    assertThat(attempts.first()).containsText("status 500");
    assertThat(attempts.first()).containsText("The endpoint answered 500.");
    assertThat(attempts.first()).containsText("out of order");
    endpoint.answersWith(200, "application/json", "{}");
    visitor.button("Redeliver").click();

    assertThat(attempts).hasCount(4); // it stayed open
    assertThat(attempts.first()).containsText("status 200");
    assertThat(visitor.deliveries().locator(".badge")).hasText("Delivered");
    assertThat(endpoint.bodies()).hasSize(4);
    assertThat(endpoint.bodies().get(3)).isEqualTo(endpoint.bodies().get(0));
    Locator body = visitor.deliveries().locator("pre[aria-label=Body]");
    assertThat(body).containsText("\"id\": 12345678901234567890,"); // no digit is rounded off
    assertThat(body).containsText("\"price\": 1.0\n");
  }

  @Test
  void allThatFailedIsRecovered() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    endpoint.answersWith(503, "text/plain", "");
    settings.publish(workspace, "message.sent", 3);
    visitor.openLog();
    assertThat(visitor.deliveries().getByText("Failed")).hasCount(3);

    endpoint.answersWith(204, "text/plain", "");
    visitor.button("Recover failed…").click();
    visitor.button("Recover").click();

    assertThat(visitor.page().locator("#said")).hasText("3 deliveries are sent again.");
    assertThat(visitor.deliveries().getByText("Delivered")).hasCount(3);
  }

  @Test
  void markupOfStrangersStaysText() {
    endpoint.answersWith(500, "text/html", MARKUP);
    visitor.createWebhook(MARKUP, endpoint.url());
    assertThat(visitor.page().locator(".card h2")).hasText(MARKUP);

    visitor.openLog();
    publish("{\"text\": \"" + MARKUP + "\"}");
    visitor.deliveries().locator("button").first().click();

    Locator delivery = visitor.deliveries();
    assertThat(delivery.locator(".webhook")).hasText(MARKUP);
    assertThat(delivery.locator("pre[aria-label=Body]")).containsText(MARKUP);
    assertThat(delivery.locator(".attempt pre").first()).hasText(MARKUP);
    assertThat(visitor.page().locator("main img, main script, main b")).hasCount(0);
  }

  @Test
  void aKeyIsShownOnce() {
    String key = visitor.createWebhook("CRM", endpoint.url());

    assertThat(key).matches("whsec_[A-Za-z0-9+/]{64}");
    assertThat(visitor.page().locator("#key-dialog")).isHidden();
    assertThat(visitor.page().locator("#key")).hasValue("");
    assertThat(card("CRM")).containsText("ends in " + key.substring(key.length() - 4));
    visitor.page().reload();
    assertThat(card("CRM")).isVisible();
    assertThat(visitor.page().content()).doesNotContain(key);

    visitor.button("Rotate key").click();
    visitor.button("Rotate key").last().click(); // the question's
    assertThat(visitor.page().locator("#key-dialog")).isVisible();
    visitor.page().keyboard().press("Escape"); // comes too easily
    assertThat(visitor.field("API key")).hasValue(Pattern.compile("whsec_.*"));
    assertThat(visitor.field("API key").inputValue()).isNotEqualTo(key);
    visitor.button("I have stored the key").click();
    assertThat(visitor.page().locator("#key")).hasValue("");
  }

  @Test
  void aWebhookIsChangedDisabledEnabledAndDeleted() {
    visitor.createWebhook("CRM", endpoint.url());
    visitor.button("Edit").click();
    visitor.field("Name").fill("Customers");
    visitor.field("message.sent").check();
    visitor.button("Save").click();
    assertThat(card("Customers")).containsText("message.sent");

    visitor.button("Disable").click();
    assertThat(card("Customers")).containsText("Disabled by its owner.");
    visitor.button("Enable").click();
    assertThat(card("Customers")).containsText("Active");
    visitor.button("Verify again").click();
    assertThat(visitor.page().locator("#said"))
        .hasText("The URL proved itself: the webhook is active.");

    visitor.button("Delete").click();
    visitor.button("Cancel").click();
    assertThat(card("Customers")).isVisible();
    visitor.button("Delete").click();
    visitor.button("Delete webhook").click();
    assertThat(visitor.page().getByText("No webhooks yet")).isVisible();
  }

  @Test
  void whatIsRefusedIsSaidAtItsField() {
    visitor.openWebhooks();
    visitor.button("New webhook").click();
    visitor.button("Create webhook").click();
    assertThat(visitor.page().locator("#name-error")).hasText("Is required and must not be blank.");
    assertThat(visitor.field("Name")).isFocused();

    visitor.field("Name").fill("CRM");
    visitor.field("URL").fill("https://user:secret@example.com/");
    visitor.button("Create webhook").click();
    assertThat(visitor.page().locator("#url-error"))
        .hasText("Must not hold a user name or password.");
    assertThat(visitor.page().locator("#name-error")).isHidden();
    assertThat(visitor.field("URL")).isFocused();
  }

  @Test
  void aLimitOfThePlanIsSaidAndThePlanChanged() {
    visitor.createWebhook("First", endpoint.url());
    visitor.button("New webhook").click();
    visitor.field("Name").fill("Second");
    visitor.field("URL").fill(endpoint.url());
    visitor.button("Create webhook").click();
    assertThat(visitor.page().locator("#webhook-form > .notice"))
        .hasText(
            "The plan's limit is reached: it allows 1 webhook."
                + " A larger plan can be chosen at the top of the page.");
    visitor.button("Cancel").first().click();

    visitor.field("Plan of this workspace").selectOption("STARTER");
    assertThat(visitor.page().locator("#said")).containsText("Starter: 3 webhooks");
    visitor.createWebhook("Second", endpoint.url());
    assertThat(visitor.page().locator(".card")).hasCount(2);
  }

  @Test
  void aWebhookIsCreatedWithTheKeyboardAlone() {
    visitor.openWebhooks();
    tabTo("#new-webhook");
    press("Enter");
    assertThat(visitor.field("Name")).isFocused();
    type("CRM");
    press("Tab");
    type(endpoint.url());
    tabTo("[value='message.sent']");
    press("Space");
    tabTo("#webhook-form [type=submit]");
    press("Enter");

    assertThat(visitor.field("API key")).isFocused();
    tabTo("#key-stored");
    press("Enter");
    assertThat(card("CRM")).containsText("message.sent");
    assertThat(visitor.page().locator("#new-webhook")).isFocused(); // where it began
  }

  @Test
  void arrowKeysChooseAPlanAndLeavingTheListTakesIt() {
    List<String> plans = new ArrayList<>();
    visitor
        .page()
        .onRequest(
            request -> {
              if (request.method().equals("PUT")) {
                plans.add(request.postData());
              }
            });
    visitor.openWebhooks();
    tabTo("#plan");
    press("ArrowDown");
    press("ArrowDown");
    press("ArrowDown");
    assertThat(visitor.field("Plan of this workspace")).hasValue("PRO");
    press("Tab");

    assertThat(visitor.page().locator("#said")).containsText("Pro: 10 webhooks");
    assertThat(plans).containsExactly("{\"plan\":\"PRO\"}");
    press("Shift+Tab");
    press("Tab");
    assertThat(plans).hasSize(1);
  }

  @Test
  void whateverTakesTheFocusShowsItAndHasAName() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    visitor.page().reload();
    assertThat(card("CRM")).containsText("Active");
    assertThat(walkByTab())
        .containsSubsequence(
            "Skip to the content",
            "Webhooks",
            "Delivery log",
            "Workspace",
            "Switch",
            "Plan of this workspace",
            "New webhook",
            "Edit",
            "Verify again",
            "Disable",
            "Rotate key",
            "Delivery log",
            "Delete");

    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    visitor.deliveries().locator("button").first().click();
    assertThat(visitor.deliveries().locator(".attempt")).hasCount(1);
    visitor.page().evaluate("document.activeElement.blur()");
    visitor.page().locator(".product").click(); // the walk begins near the top
    assertThat(walkByTab())
        .containsSubsequence(
            "Recover failed…",
            "Publish a test event",
            "State",
            "Webhook",
            "Event type",
            "Live",
            "message.sent",
            "Redeliver",
            "Body",
            "Response of attempt 1");
  }

  /**
   * The names of what Tab leads to, until it leaves the page; each must show that it has the focus.
   */
  private List<String> walkByTab() {
    List<String> names = new ArrayList<>();
    for (int presses = 0; presses < 60; presses++) {
      press("Tab");
      String name =
          (String)
              visitor
                  .page()
                  .evaluate(
                      """
                      () => {
                        const active = document.activeElement;
                        if (active === document.body) {
                          return null;
                        }
                        const style = getComputedStyle(active);
                        const { top, bottom, width } = active.getBoundingClientRect();
                        const shown = style.outlineStyle !== "none" && style.outlineWidth !== "0px"
                          && width > 1 && bottom > 0 && top < innerHeight;
                        const name = active.getAttribute("aria-label")
                          || [...(active.labels || [])].map((each) => each.textContent).join(" ")
                          || active.textContent;
                        return shown ? name.trim() : "no focus to see on: " + name;
                      }""");
      if (name == null) {
        assertThat(names).noneMatch(String::isBlank).noneMatch(each -> each.contains("no focus"));
        return names;
      }
      names.add(name);
    }
    throw new AssertionError("no end of: " + names);
  }

  @Test
  void nothingIsWiderThanAPhone() throws Exception {
    visitor.close();
    visitor = new Visitor(chromium, settings.url(), workspace, PHONE);
    endpoint.answersWith(500, "text/plain", "x".repeat(3_000));
    visitor.createWebhook("W".repeat(100), endpoint.url() + "/" + "path".repeat(60));
    assertThat(visitor.scrollsSideways()).isFalse();

    visitor.openLog();
    publish("{\"" + "key".repeat(100) + "\": \"" + "value".repeat(300) + "\"}");
    visitor.deliveries().locator("button").first().click();
    assertThat(visitor.deliveries().locator(".attempt")).hasCount(3);
    assertThat(visitor.scrollsSideways()).isFalse();
    visitor.button("Publish a test event").click();
    assertThat(visitor.scrollsSideways()).isFalse();
  }

  @Test
  void newDeliveriesComeWithoutMovingWhatIsRead() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    settings.publish(workspace, "message.sent", 40);
    visitor.openLog();
    assertThat(visitor.deliveries()).hasCount(40);
    Locator read = visitor.page().locator("#log tbody[data-id='" + idOfDelivery(20) + "']");
    read.locator("button").first().click();
    assertThat(read.locator(".attempt")).hasCount(1);
    double before = read.boundingBox().y;

    settings.publish(workspace, "message.received", 20);
    assertThat(visitor.deliveries().first()).containsText("message.received");

    assertThat(read.boundingBox().y).isCloseTo(before, within(2.0));
    assertThat(read.locator("button").first()).isFocused();
    assertThat(read.locator(".attempt")).hasCount(1);
    assertThat(visitor.deliveries()).hasCount(50); // the newest page
    visitor.button("Load more").click();
    assertThat(visitor.deliveries()).hasCount(60);
    assertThat(visitor.button("Load more")).isHidden();
  }

  @Test
  void theLogIsFilteredAndTheAddressRemembersIt() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    settings.publish(workspace, "message.sent", 2);
    settings.publish(workspace, "conversation.closed", 1);
    visitor.openLog();
    assertThat(visitor.deliveries()).hasCount(3);

    visitor.field("Event type").selectOption("conversation.closed");
    assertThat(visitor.deliveries()).hasCount(1);
    visitor.page().reload();
    assertThat(visitor.field("Event type")).hasValue("conversation.closed");
    assertThat(visitor.deliveries()).hasCount(1);
    visitor.field("State").selectOption("FAILED");
    assertThat(visitor.page().getByText("No delivery matches these filters.")).isVisible();
  }

  @Test
  void aPageThatNobodyLooksAtAsksNothing() {
    int[] calls = {0};
    visitor.page().clock().install();
    visitor.openLog();
    assertThat(visitor.page().getByText("Nothing yet.")).isVisible();
    visitor.page().onRequest(request -> calls[0]++);

    hide(true);
    visitor.page().clock().runFor(60_000);
    assertThat(calls[0]).isZero();
    hide(false);
    visitor.page().waitForResponse(answer -> answer.ok(), () -> {});
    assertThat(calls[0]).isPositive();
  }

  private void hide(boolean hidden) {
    visitor
        .page()
        .evaluate(
            "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable:"
                + " true}); document.dispatchEvent(new Event('visibilitychange')); }",
            hidden);
  }

  private Locator card(String name) {
    return visitor.page().locator(".card", new Page.LocatorOptions().setHasText(name));
  }

  private String idOfDelivery(int index) {
    return visitor.deliveries().nth(index).getAttribute("data-id");
  }

  private void publish(String data) {
    visitor.button("Publish a test event").click();
    visitor.field("Data").fill(data);
    visitor.button("Publish").click();
    assertThat(visitor.page().locator("#said"))
        .hasText("Published; it is on its way to 1 webhook.");
  }

  private void tabTo(String selector) {
    Locator wanted = visitor.page().locator(selector);
    for (int presses = 0; presses < 40; presses++) {
      if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
      press("Tab");
    }
    throw new AssertionError("no way to " + selector + " by Tab");
  }

  private void press(String key) {
    visitor.page().keyboard().press(key);
  }

  private void type(String text) {
    visitor.page().keyboard().type(text);
  }
}
