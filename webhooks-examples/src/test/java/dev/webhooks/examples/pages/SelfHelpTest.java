package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.webhooks.examples.pages.Endpoint.Received;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.Verdict;
import java.util.Locale;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What customers do about what went wrong, or before it does. */
@Order(1)
@Tag("soak")
class SelfHelpTest extends InTheBrowser {
  @Test
  void aKeyIsRotatedWithoutARefusedRequest() throws Exception {
    String old = visitor.createWebhook("CRM", endpoint.url());
    visitor.button("Rotate key").click();
    visitor.page().getByText("The old key signs for 7 more days").click();
    visitor.page().locator("#question-yes").click();
    Locator news = visitor.page().locator("#key-news");
    assertThat(news).containsText("signed with the old key until");
    String overlapping = visitor.field("API key").inputValue();
    visitor.button("I have stored the key").click();
    assertThat(card("CRM")).containsText("ends in " + overlapping.substring(66));

    Received during = nextEvent(1);
    assertThat(verdict(during, old)).isEqualTo(Verdict.VALID);
    assertThat(verdict(during, old, overlapping)).isEqualTo(Verdict.VALID);

    visitor.button("Rotate key").click();
    visitor.page().getByText("The old key signs nothing from now on").click();
    visitor.page().locator("#question-yes").click();
    assertThat(visitor.page().locator("#key-dialog")).isVisible();
    assertThat(news).isHidden();
    String last = visitor.field("API key").inputValue();
    visitor.button("I have stored the key").click();
    Received after = nextEvent(2);
    assertThat(verdict(after, last)).isEqualTo(Verdict.VALID);
    assertThat(verdict(after, old, overlapping)).isNotEqualTo(Verdict.VALID);
  }

  @Test
  void whatFailedUntilSomeTimeIsCountedAndRecovered() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    endpoint.answersWith(503, "text/plain", "");
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    assertThat(visitor.deliveries().getByText("Failed")).hasCount(1);

    endpoint.answersWith(204, "text/plain", "");
    visitor.button("Recover failed…").click();
    Locator count = visitor.page().locator("#recover-count");
    assertThat(count).hasText("1 delivery would be sent again.");
    Locator since = visitor.page().locator("#recover-since");
    Locator until = visitor.page().locator("#recover-until");
    since.fill("2020-01-01T00:00");
    until.fill("2020-01-02T00:00");
    until.blur();
    assertThat(count).hasText("None failed in that time.");
    until.fill("2100-01-01T00:00");
    until.blur();
    assertThat(count).hasText("1 delivery would be sent again.");
    visitor.button("Recover").click();

    assertThat(visitor.page().locator("#said")).hasText("1 delivery is sent again.");
    assertThat(visitor.deliveries().getByText("Delivered")).hasCount(1);
  }

  @Test
  void whatWaitsForADisabledWebhookIsResumed() throws Exception {
    disabledWithWaiting(2);

    visitor.button("Enable").click();
    assertThat(visitor.page().getByLabel("Send what waits")).isChecked();
    visitor.button("Enable webhook").click();
    assertThat(visitor.page().locator("#said")).hasText("Enabled: what waited is sent now.");
    visitor.openLog();
    assertThat(visitor.deliveries().getByText("Delivered")).hasCount(2);
  }

  @Test
  void whatWasDroppedIsRedelivered() throws Exception {
    disabledWithWaiting(1);
    enableDroppingWhatWaits();

    visitor.openLog();
    assertThat(visitor.deliveries().locator(".badge")).hasText("Cancelled");
    visitor.deliveries().locator(".toggle").click();
    visitor.button("Redeliver").click();
    assertThat(visitor.deliveries().locator(".badge")).hasText("Delivered");
    assertThat(endpoint.bodies()).hasSize(1);
  }

  @Test
  void anAnswerThatWasCutSaysSo() throws Exception {
    visitor.createWebhook("CRM", endpoint.url());
    endpoint.answersWith(200, "text/plain", "0123456789".repeat(10_000));
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    visitor.deliveries().locator(".toggle").click();

    Locator attempt = visitor.deliveries().locator(".attempt");
    assertThat(attempt).containsText("The answer was longer: these are its first");
    int kept = attempt.locator("pre").textContent().length();
    assertThat(attempt).containsText(String.format(Locale.US, "its first %,d characters", kept));
  }

  private Received nextEvent(int number) throws Exception {
    settings.publish(workspace, "message.sent", 1);
    visitor.openLog();
    assertThat(visitor.deliveries().getByText("Delivered")).hasCount(number);
    Received last = endpoint.received().get(number - 1);
    visitor.openWebhooks();
    return last;
  }

  private static Verdict verdict(Received received, String... apiKeys) {
    return SignatureVerifier.ofApiKeys(apiKeys)
        .verify(received.body().getBytes(UTF_8), received.signature());
  }
}
