package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is sent by hand, in an application that retries after an hour. */
@Tag("soak")
class SendNowTest extends InTheBrowser {
  @Override
  SettingsProcess settings(Stage stage) throws Exception {
    return own(SettingsProcess.startWithPatience());
  }

  @Test
  void whatWaitsForItsRetryIsSentNow() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    endpoint.answersWith(503, "text/plain", "");
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    assertThat(visitor.deliveries()).containsText("Will be tried again.");

    visitor.deliveries().locator(".toggle").click();
    assertThat(visitor.deliveries().locator(".facts")).containsText("Next attempt");
    endpoint.answersWith(204, "text/plain", "");
    visitor.button("Send now").click();
    assertThat(visitor.page().locator("#said")).hasText("The delivery is sent now.");
    Locator attempts = visitor.deliveries().locator(".attempt");
    assertThat(attempts).hasCount(2);
    assertThat(visitor.deliveries().locator(".badge")).hasText("Delivered");
    assertThat(visitor.button("Redeliver")).isVisible();
    assertThat(endpoint.bodies()).hasSize(2);
  }

  @Test
  void whatItsEndpointPutsOffIsNotSaidToLeaveNow() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    endpoint.asksForAPause(Duration.ofMinutes(10));
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    assertThat(visitor.deliveries()).containsText("Will be tried again.");

    visitor.deliveries().locator(".toggle").click();
    visitor.button("Send now").click();
    assertThat(visitor.page().locator("#said")).containsText("Its webhook is sent nothing until");
    assertThat(endpoint.bodies()).hasSize(1);
  }

  @Test
  void whatWaitsForADisabledWebhookIsNotSaidToLeaveNow() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    assertThat(visitor.deliveries().locator(".badge")).hasText("Delivered");
    visitor.openWebhooks();
    visitor.button("Disable").click();
    assertThat(card("CRM")).containsText("Disabled by its owner.");

    visitor.openLog();
    visitor.deliveries().locator(".toggle").click();
    visitor.button("Redeliver").click();
    assertThat(visitor.page().locator("#said"))
        .hasText("It waits, and is sent as soon as its webhook is active.");
    assertThat(visitor.deliveries().locator(".badge")).hasText("Held");
  }
}
