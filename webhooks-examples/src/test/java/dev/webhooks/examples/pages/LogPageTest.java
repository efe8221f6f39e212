package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The delivery log. */
@Order(1)
class LogPageTest extends InTheBrowser {
  private static final String MARKUP =
      "<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>";

  @Test
  void aFailedDeliveryIsFoundAndRedelivered() throws Exception {
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
  void markupOfStrangersStaysText() throws Exception {
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
  @Tag("soak")
  void nothingIsWiderThanAPhone() throws Exception {
    visitor.close();
    visitor = visitor(PHONE);
    endpoint.answersWith(500, "text/plain", "x".repeat(3_000));
    visitor.createWebhook("W".repeat(100), endpoint.url() + "/" + "path".repeat(60));
    assertThat(visitor.scrollsSideways()).isFalse();

    visitor.openLog();
    publish("{\"" + "key".repeat(100) + "\": \"" + "value".repeat(300) + "\"}");
    visitor.deliveries().locator("button").first().click();
    assertThat(visitor.deliveries().locator(".attempt")).hasCount(3);
    assertThat(visitor.scrollsSideways()).isFalse();
    visitor.page().locator("#log tbody dd a").first().click();
    assertThat(visitor.page().locator("#one-delivery .attempt")).hasCount(3);
    assertThat(visitor.scrollsSideways()).isFalse();
    visitor.openWebhooks();
    visitor.button("Send a test").click();
    visitor.button("Send").click();
    assertThat(visitor.page().locator("#test-outcome .attempt")).isVisible();
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
    Locator news = visitor.button("Show 20 new deliveries");
    assertThat(news).isVisible();

    assertThat(read.boundingBox().y).isCloseTo(before, within(2.0));
    assertThat(read.locator("button").first()).isFocused();
    assertThat(read.locator(".attempt")).hasCount(1);
    assertThat(visitor.deliveries()).hasCount(40); // none came by itself
    news.click();
    assertThat(visitor.deliveries()).hasCount(50); // the newest page
    assertThat(visitor.deliveries().first()).containsText("message.received");
    assertThat(visitor.deliveries().first().locator("button")).isFocused();
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

  private String idOfDelivery(int index) {
    return visitor.deliveries().nth(index).getAttribute("data-id");
  }

  private void publish(String data) throws Exception {
    settings.post(workspace, "/events", "{\"event\":\"message.sent\",\"data\":" + data + "}");
  }
}
