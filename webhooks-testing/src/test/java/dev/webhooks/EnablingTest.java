package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.Answer;
import dev.webhooks.testing.TestWebhooks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two who enable a webhook at once. */
class EnablingTest {
  private static final int BATCH = 1_000;

  private final TestWebhooks webhooks = TestWebhooks.create();
  private final Webhook crm = webhooks.activeWebhook("acme");

  /** Another node enables the webhook while this one drops what was held. */
  private final FaultyStore store =
      FaultyStore.of(
          webhooks.store(),
          new FaultyStore.Line() {
            @Override
            public void before(String method, Object @Nullable [] arguments) {}

            @Override
            public Object after(String method, Object answer) {
              if (method.equals("dropWaiting")) {
                webhooks.webhooks().registry().enable("acme", crm.id());
              }
              return answer;
            }
          });

  /** Why it was disabled is told as long as it is true. */
  @Test
  void aReasonThatALaterHandshakeRefutesIsReplaced() {
    webhooks.answer(crm).with(410);
    webhooks
        .webhooks()
        .publisher()
        .publish(Event.builder("message.sent").workspace("acme").data(1).build());
    webhooks.sendDue();
    assertThat(reason()).contains("410");

    webhooks.refuseHandshakes(Answer.status(500));
    webhooks.webhooks().registry().verify("acme", crm.id());
    assertThat(reason()).as("that did not change").contains("410");
    webhooks.webhooks().registry().enable("acme", crm.id());
    assertThat(reason()).contains("verification failed").contains("500");
    webhooks.refuseHandshakes(Answer.status(404));
    webhooks.webhooks().registry().verify("acme", crm.id());
    assertThat(reason()).contains("verification failed").contains("404");

    webhooks.acceptHandshakes();
    webhooks.webhooks().registry().verify("acme", crm.id());
    assertThat(reason()).doesNotContain("verification failed").contains("has since");
  }

  private String reason() {
    Webhook webhook = webhooks.webhooks().registry().find("acme", crm.id()).orElseThrow();
    assertThat(webhook.status()).isEqualTo(WebhookStatus.DISABLED);
    return String.valueOf(webhook.statusReason());
  }

  /** Guarantee L. */
  @Test
  void whatAnotherLetAWebhookHaveIsNotDropped() {
    webhooks.webhooks().registry().disable("acme", crm.id());
    for (int i = 0; i < BATCH + 100; i++) {
      webhooks
          .webhooks()
          .publisher()
          .publish(Event.builder("message.sent").workspace("acme").data(i).build());
    }

    try (Webhooks other = Webhooks.builder(store, SecretCipher.unprotected()).build()) {
      Webhook enabled = other.registry().enable("acme", crm.id(), HeldDeliveries.DROP);

      assertThat(enabled.status()).isEqualTo(WebhookStatus.ACTIVE);
    }
    DeliveryQuery waiting =
        DeliveryQuery.builder("acme").state(DeliveryState.PENDING).limit(200).build();
    assertThat(webhooks.webhooks().deliveryLog().query(waiting).deliveries()).hasSize(100);
  }
}
