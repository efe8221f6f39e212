package dev.webhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a failing assertion says: enough to see what happened instead. */
class TestWebhooksAssertTest {
  private final TestWebhooks webhooks = TestWebhooks.create();
  private final Webhook crm = webhooks.activeWebhook("acme", "message.sent");
  private final Webhook erp = webhooks.activeWebhook("acme", "message.sent");

  @BeforeEach
  void sendOneEvent() {
    webhooks.answer(erp).with(503);
    webhooks
        .webhooks()
        .publisher()
        .publish(Event.builder("message.sent").workspace("acme").data("Yes!").build());
    webhooks.sendDue();
  }

  @Test
  void aStepThatLeavesNothingShowsAllThatThereWas() {
    assertThatThrownBy(() -> assertThat(webhooks).delivered("message.sent").to(erp))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "Expecting one that is delivered message.sent to " + erp.id(),
            "attempt 1 to " + crm.id() + ": 200",
            "attempt 1 to " + erp.id() + ": 503");
  }

  @Test
  void aWrongCountSaysBoth() {
    assertThatThrownBy(() -> assertThat(webhooks).attempted("message.sent").once())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expecting 1 that are attempted message.sent, but there are 2");
  }

  @Test
  void whatDidNotHappenIsSaid() {
    assertThatThrownBy(() -> assertThat(webhooks).published("message.received"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "Expecting one that is published message.received", "in acme: \"Yes!\"");
    assertThatThrownBy(() -> assertThat(TestWebhooks.create()).gaveUp("message.sent"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("(nothing)");
  }

  @Test
  void whatShouldNotHaveHappenedIsShown() {
    assertThatThrownBy(() -> assertThat(webhooks).publishedNothing())
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("nothing to be published", "in acme: \"Yes!\"");
    assertThatThrownBy(() -> assertThat(webhooks).sentNothing())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing to be sent");
    assertThatThrownBy(() -> assertThat(webhooks).sentNothingTo(crm))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing to be sent to " + crm.id());
  }

  @Test
  void aKeyOfSomebodyElseDoesNotVerify() {
    assertThatThrownBy(
            () ->
                assertThat(webhooks)
                    .delivered("message.sent")
                    .to(crm)
                    .signedWith(webhooks.apiKey(erp)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("signed with the key that ends in " + webhooks.apiKey(erp).hint());
  }

  @Test
  void aDescriptionIsKept() {
    assertThatThrownBy(
            () -> assertThat(webhooks).as("the CRM").delivered("message.sent").to(crm).onAttempt(2))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("[the CRM]");
  }
}
