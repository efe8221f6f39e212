package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every task by the keyboard alone, with the focus in sight at every step. */
@Order(1)
@Tag("soak")
class KeyboardTest extends InTheBrowser {
  private Keyboard keyboard;

  @BeforeEach
  void sitDown() {
    keyboard = new Keyboard(visitor.page());
  }

  @AfterEach
  void noMouse() {
    assertThat(visitor.clicks()).isZero();
  }

  @Test
  void aWebhookIsMadeAndChangedWithTheKeyboardAlone() {
    visitor.openWebhooks();
    keyboard.tabTo(at("#new-webhook")).press("Enter");
    assertThat(visitor.field("Name")).isFocused();
    keyboard.type("CRM").press("Tab").type(endpoint.url());
    keyboard.tabTo(at("[value='message.sent']")).press("Space");
    keyboard.tabTo(at("#webhook-form [type=submit]")).press("Enter");
    assertThat(visitor.field("API key")).isFocused();
    String key = visitor.field("API key").inputValue();
    keyboard.tabTo(at("#key-stored")).press("Enter");
    assertThat(card("CRM")).containsText("message.sent");
    assertThat(at("#new-webhook")).isFocused(); // where it began

    keyboard.tabTo(visitor.button("Edit")).press("Enter");
    assertThat(visitor.field("Name")).isFocused();
    keyboard.press("Control+A").type("Customers");
    keyboard.tabTo(at("#webhook-form [type=submit]")).press("Space");
    assertThat(card("Customers")).isVisible();

    keyboard.tabTo(visitor.button("Rotate key")).press("Enter");
    Locator dialog = at("#question-dialog");
    keyboard.tabBackTo(dialog.locator("[value='24h']")).press("ArrowDown", "ArrowDown");
    assertThat(dialog.locator("[value='1h']")).isChecked();
    keyboard.tabTo(at("#question-yes")).press("Enter");
    assertThat(visitor.field("API key")).isFocused();
    assertThat(visitor.field("API key")).not().hasValue(key);
    assertThat(at("#key-news")).containsText("signed with the old key until");
    keyboard.tabTo(at("#key-stored")).press("Enter");
    assertThat(visitor.button("Rotate key")).isFocused();
  }

  @Test
  void whyAnEventDidNotArriveIsFoundWithTheKeyboardAlone() throws Exception {
    settings.register(workspace, "CRM", endpoint.url());
    endpoint.answersWith(503, "text/plain", "overloaded");
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    assertThat(visitor.deliveries()).containsText("Failed");
    endpoint.answersWith(200, "application/json", "{}");
    settings.publish(workspace, "message.received", 55);
    visitor.page().reload();
    assertThat(visitor.deliveries()).hasCount(50);

    keyboard.tabBackTo(visitor.button("Load more")).press("Enter");
    assertThat(visitor.deliveries()).hasCount(56);
    assertThat(visitor.deliveries().nth(50).locator(".toggle")).isFocused();
    visitor.page().reload();
    keyboard.tabTo(at("#filter-state")).press("F"); // as in "Failed"
    assertThat(visitor.deliveries()).hasCount(1);
    keyboard.tabTo(at("#more-filters summary")).press("Enter");
    keyboard.tabTo(visitor.field("HTTP status")).type("503").press("Enter");
    assertThat(visitor.page()).hasURL(visitor.addressOf("deliveries?state=FAILED&status=503"));
    keyboard.tabTo(visitor.deliveries().locator(".toggle")).press("Enter");
    Locator attempts = visitor.deliveries().locator(".attempt");
    assertThat(attempts.first()).containsText("The endpoint answered 503.");
    assertThat(attempts.first()).containsText("overloaded");
    keyboard.tabTo(visitor.button("Redeliver")).press("Enter");
    assertThat(attempts).hasCount(4);
    assertThat(visitor.deliveries().locator(".badge")).hasText("Delivered"); // and it stays
    keyboard.tabBackTo(visitor.deliveries().locator(".facts a").first()).press("Enter");
    assertThat(at("#delivery-title")).isFocused();
    assertThat(at("#one-delivery .attempt")).hasCount(4);
    keyboard.tabTo(visitor.button("Copy link")).press("Enter");
    assertThat(at("#said")).containsText("The link");
    keyboard.tabBackTo(at("#to-log")).press("Enter");
    assertThat(at("#deliveries-title")).isFocused();
  }

  @Test
  void anEndpointThatIsUnwellIsTestedRecoveredAndEnabledWithTheKeyboardAlone() throws Exception {
    settings.register(workspace, "CRM", endpoint.url());
    endpoint.answersWith(503, "text/plain", "");
    settings.publish(workspace, "message.sent", 2);
    visitor.openLog();
    assertThat(visitor.deliveries().getByText("Failed")).hasCount(2);
    visitor.openWebhooks();
    assertThat(card("CRM").locator(".badge")).hasText("Failing");

    keyboard.tabTo(visitor.button("Send a test")).press("Enter");
    keyboard.press("ArrowDown"); // the second type of event
    keyboard.tabTo(visitor.button("Send")).press("Enter");
    assertThat(at("#test-outcome .notice")).hasText("The endpoint did not acknowledge it.");
    assertThat(at("#test-outcome .attempt")).containsText("status 503");
    keyboard.press("Escape");
    assertThat(visitor.button("Send a test")).isFocused();

    endpoint.answersWith(204, "text/plain", "");
    keyboard.tabTo(visitor.button("Recover failed…")).press("Enter");
    assertThat(at("#recover-count")).hasText("3 deliveries would be sent again.");
    keyboard
        .tabTo(at("#recover-until"))
        .type("01012020")
        .press("ArrowRight")
        .type("120000A"); // in either style
    assertThat(at("#recover-until")).hasValue(Pattern.compile("2020-01-01T.*"));
    keyboard.tabTo(visitor.button("Recover")).press("Enter");
    assertThat(at("#recover-until-error")).isVisible();
    assertThat(at("#recover-until")).isFocused();
    for (int parts = 0; parts < 6; parts++) {
      keyboard.press("ArrowLeft"); // to the day, from wherever the focus came back to
    }
    keyboard.press("ArrowRight", "ArrowRight").type("2100");
    assertThat(at("#recover-count")).hasText("3 deliveries would be sent again.");
    keyboard.tabTo(visitor.button("Recover")).press("Enter");
    assertThat(at("#said")).hasText("3 deliveries are sent again.");

    keyboard.tabBackTo(visitor.button("Disable")).press("Enter");
    assertThat(card("CRM")).containsText("Disabled by its owner.");
    settings.publish(workspace, "message.sent", 1);
    assertThat(card("CRM")).containsText("1 delivery waits because it is disabled");
    keyboard.tabTo(visitor.button("Enable")).press("Enter");
    keyboard.tabBackTo(at("#question-dialog [value=RESUME]")).press("ArrowDown");
    assertThat(at("#question-dialog [value=DROP]")).isChecked();
    keyboard.tabTo(at("#question-yes")).press("Enter");
    assertThat(at("#said")).hasText("Enabled: what waited is cancelled.");
  }

  @Test
  void oneOfManyIsFoundWithTheKeyboardAlone() throws Exception {
    settings.put(workspace, "/plan", "{\"plan\":\"BUSINESS\"}");
    for (int i = 0; i < 60; i++) {
      settings.register(workspace, "Endpoint " + (10 + i), endpoint.url() + i);
    }
    visitor.openWebhooks();
    assertThat(visitor.page().locator(".card")).hasCount(50);
    keyboard.tabBackTo(at("#webhooks-next")).press("Enter");
    assertThat(visitor.page().locator(".card")).hasCount(10);
    assertThat(at("#webhooks-title")).isFocused();
    keyboard.tabTo(at("#webhooks-search")).type("Endpoint 17").press("Enter");
    assertThat(visitor.page().locator(".card")).hasCount(1);
    assertThat(at("#webhooks-search")).isFocused();
    keyboard.tabTo(visitor.button("Details")).press("Enter");
    keyboard.tabTo(visitor.button("Rotate key")).press("Enter");
    assertThat(at("#question-dialog")).isVisible();
    keyboard.press("Escape");
    assertThat(visitor.button("Rotate key")).isFocused();
  }

  private Locator at(String selector) {
    return visitor.page().locator(selector);
  }
}
