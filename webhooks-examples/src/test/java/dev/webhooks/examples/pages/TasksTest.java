package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What customers come for, as they do it: their clicks are counted. */
@Order(1)
class TasksTest extends InTheBrowser {
  private static final Pattern EVENT_ID = Pattern.compile("evt_[a-z0-9]+");

  @Test
  void whyAnEventDidNotArriveIsFoundByItsId() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    endpoint.answersWith(500, "text/plain", "out \u202Eof\u202C order");
    String event = idIn(settings.post(workspace, "/events", event("message.sent")));
    visitor.openLog();
    assertThat(visitor.deliveries()).containsText("Failed");
    endpoint.answersWith(200, "application/json", "{}");
    settings.publish(workspace, "message.received", 60);
    visitor.openWebhooks();
    visitor.clicks();

    visitor.page().locator("#to-deliveries").click();
    visitor.field("Delivery or event id").click();
    visitor.page().keyboard().type(event);
    visitor.page().keyboard().press("Enter");

    assertThat(visitor.deliveries()).hasCount(1);
    Locator attempt = visitor.deliveries().locator(".attempt").first();
    assertThat(attempt).containsText("The endpoint answered 500.");
    assertThat(attempt).containsText("out \\u202eof\\u202c order"); // as it is, not turned round
    assertThat(visitor.deliveries()).containsText("acc_1");
    assertThat(visitor.clicks()).isEqualTo(2);
    assertThat(visitor.page().url()).contains("id=" + event);
  }

  @Test
  void anEndpointThatIsUnwellIsSeenAtOnce() throws Exception {
    settings.put(workspace, "/plan", "{\"plan\":\"PRO\"}");
    visitor.createWebhook("Good", endpoint.url());
    try (Endpoint broken = new Endpoint()) {
      visitor.createWebhook("Broken", broken.url());
      broken.answersWith(503, "text/plain", "");
      settings.publish(workspace, "message.sent", 30);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> settings.get(workspace, "/webhooks").contains("PAUSED"));
      visitor.openWebhooks();
      visitor.page().reload();
      visitor.clicks();

      Locator notice = visitor.page().locator("#attention");
      assertThat(notice).containsText("1 webhook needs you");
      assertThat(notice).containsText("Broken Every attempt has failed since");
      assertThat(card("Broken").locator(".badge")).hasText("Paused");
      assertThat(card("Broken").locator(".reason")).containsText("Nothing is sent until");
      assertThat(card("Broken").locator(".reason")).containsText("failures in a row");
      assertThat(card("Broken").locator(".share").first()).containsText("0 % of");
      assertThat(card("Good").locator(".share").first()).containsText("100 % of 30 acknowledged");
      assertThat(card("Good").locator(".reason")).hasCount(0);
      assertThat(visitor.clicks()).isZero();
    }
  }

  @Test
  void oneEndpointIsTestedWithTwoClicksAndTheLogSaysSo() {
    visitor.createWebhook("CRM", endpoint.url());
    visitor.clicks();
    visitor.button("Send a test").click();
    visitor.button("Send").click();

    Locator outcome = visitor.page().locator("#test-outcome");
    assertThat(outcome).containsText("The endpoint acknowledged it.");
    assertThat(outcome.locator(".attempt")).containsText("status 200");
    assertThat(visitor.clicks()).isEqualTo(2);
    assertThat(endpoint.bodies()).hasSize(1);
    String first = outcome.locator("a").getAttribute("href");
    visitor.button("Send").click(); // another one, without leaving
    assertThat(outcome.locator("a")).not().hasAttribute("href", first);
    assertThat(outcome.locator(".attempt")).containsText("status 200");
    outcome.locator("a").click();
    assertThat(visitor.page().locator("#one-delivery")).containsText("A sample event");
    visitor.openLog();
    assertThat(visitor.deliveries().locator(".test")).hasText(new String[] {"Test", "Test"});
  }

  @Test
  void aDeliveryHasAnAddressThatIsPastedReloadedAndGoneBackFrom() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    settings.publish(workspace, "message.sent", 3);
    visitor.openLog();
    assertThat(visitor.deliveries()).hasCount(3);
    String id = visitor.deliveries().nth(1).getAttribute("data-id");

    visitor.open("#/" + workspace + "/deliveries/" + id);
    Locator facts = visitor.page().locator("#one-delivery .facts");
    assertThat(facts).containsText(id);
    assertThat(facts).containsText(EVENT_ID);
    visitor.page().reload();
    assertThat(facts).containsText(id);
    assertThat(visitor.page().locator("#delivery-state")).hasText("Delivered");
    visitor.page().locator("#to-log").click();
    assertThat(visitor.deliveries()).hasCount(3);
    visitor.page().goBack();
    assertThat(facts).containsText(id);

    visitor.open("#/" + workspace + "/deliveries/dlv_nothing");
    assertThat(visitor.page().locator("#no-delivery")).containsText("dlv_nothing");
    visitor.open("#/" + workspace + "/nothing");
    assertThat(visitor.page().locator("#nowhere-title")).isVisible();
    visitor.open("#/mistyped/webhooks");
    assertThat(visitor.page().locator("#no-webhooks")).containsText("is “mistyped” spelled");
  }

  @Test
  void whatWaitsForADisabledWebhookIsSaidAndDropped() throws Exception {
    disabledWithWaiting(2);
    enableDroppingWhatWaits();
    visitor.openLog();
    assertThat(visitor.deliveries().getByText("Cancelled")).hasCount(2);
    assertThat(endpoint.bodies()).isEmpty();
  }

  @Test
  void aUrlThatDoesNotProveItselfIsNoSuccess() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    visitor.button("Edit").click();
    visitor.field("URL").fill(settings.url() + "/nothing");
    visitor.button("Save").click();

    assertThat(visitor.page().locator("#said")).containsText("Saved, but not verified");
    assertThat(card("CRM").locator(".badge")).hasText("Unverified");
    card("CRM").getByText("What the URL is asked").click();
    Locator sides = card("CRM").locator(".sides");
    assertThat(sides.locator(".side").first()).containsText("Status200");
    assertThat(sides.locator(".side").last()).containsText(", not 200.");
    settings.publish(workspace, "message.sent", 1);
    assertThat(card("CRM")).containsText("1 delivery waits until it is verified");
  }

  @Test
  void escapeClosesEveryDialogAtTheFirstPress() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    for (String opens :
        List.of("New webhook", "Edit", "Send a test", "Rotate key", "Recover failed…", "Delete")) {
      visitor.button(opens).click();
      Locator dialog = visitor.page().locator("dialog[open]");
      assertThat(dialog).isVisible();
      visitor.page().keyboard().press("Escape");
      assertThat(dialog).hasCount(0);
    }
  }

  @Test
  void aWebhookHasWhatTheLibraryHas() {
    visitor.openWebhooks();
    visitor.button("New webhook").click();
    assertThat(visitor.page().locator("#asked-of-url")).containsText("webhook.verify");
    assertThat(visitor.page().locator("#asked-of-url"))
        .containsText("before the receiver has the key");
    visitor.field("Name").fill("CRM");
    visitor.field("URL").fill(endpoint.url());
    visitor.page().getByText("Headers, signatures, rate and order").click();
    visitor.page().locator("[name=headers]").fill("X-Team: sales");
    visitor.page().locator("[name=signatures]").selectOption("STANDARD_ED25519");
    visitor.page().locator("[name=rateLimit]").fill("25");
    visitor.field("Deliver in order").check();
    visitor.button("Create webhook").click();
    Locator receiver = visitor.page().locator("#key-receivers pre");
    assertThat(receiver).containsText("X-DMtoLead-Signature"); // without a click
    visitor.page().locator("#key-receivers").getByText("Python").click();
    assertThat(receiver).containsText("http.server");
    assertThat(receiver).not().containsText("{{");
    visitor.button("I have stored the key").click();

    Locator facts = card("CRM").locator(".facts");
    assertThat(facts).containsText("X-Team");
    assertThat(facts).containsText("25 requests a second");
    assertThat(facts).containsText("One at a time, in order");
    assertThat(facts).containsText("whpk_");
    assertThat(visitor.page().locator("#used")).hasText("1 of 1 used");
  }

  private static String event(String type) {
    return "{\"event\":\"" + type + "\",\"account\":\"acc_1\",\"data\":{\"n\":1}}";
  }

  private static String idIn(String answer) {
    Matcher id = EVENT_ID.matcher(answer);
    assertThat(id.find()).isTrue();
    return id.group();
  }
}
