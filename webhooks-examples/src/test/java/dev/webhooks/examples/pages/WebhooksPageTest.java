package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The webhooks. */
@Order(1)
class WebhooksPageTest extends InTheBrowser {
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
    String rotated = visitor.field("API key").inputValue();
    assertThat(rotated).matches("whsec_.*").isNotEqualTo(key);
    visitor.page().keyboard().press("Escape"); // comes too easily
    assertThat(visitor.page().locator("#key-dialog")).isHidden();
    assertThat(visitor.page().locator("#unsaved-key")).containsText("its key was not copied");
    visitor.button("Show the key again").click();
    assertThat(visitor.field("API key")).hasValue(rotated);
    visitor.button("I have stored the key").click();
    assertThat(visitor.page().locator("#unsaved-key")).isHidden();
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
    assertThat(visitor.page().locator("#used")).hasText("2 of 3 used");
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
    Keyboard keyboard = new Keyboard(visitor.page());
    keyboard.tabTo(visitor.page().locator("#plan")).press("ArrowDown", "ArrowDown", "ArrowDown");
    assertThat(visitor.field("Plan of this workspace")).hasValue("BUSINESS");
    keyboard.press("Tab");

    assertThat(visitor.page().locator("#said")).containsText("Business: unlimited");
    assertThat(plans).containsExactly("{\"plan\":\"BUSINESS\"}");
    keyboard.press("Shift+Tab", "Tab");
    assertThat(plans).hasSize(1);
  }

  @Test
  @Tag("soak")
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
            "Send a test",
            "Delivery log",
            "Edit",
            "Verify again",
            "Disable",
            "Rotate key",
            "Recover failed…",
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
            "Time shown",
            "The figures as a table",
            "Delivery or event id",
            "State",
            "Webhook",
            "Event type",
            "More filters",
            "Find",
            "Live",
            "message.sent",
            "Redeliver",
            "Copy link",
            "Response of attempt 1",
            "Body");
  }

  /** The names of what Tab leads to, until it leaves the page. */
  private List<String> walkByTab() {
    Keyboard keyboard = new Keyboard(visitor.page());
    List<String> names = new ArrayList<>();
    for (String name = keyboard.tab(); name != null; name = keyboard.tab()) {
      names.add(name);
      assertThat(names).hasSizeLessThan(80);
    }
    return names;
  }
}
