package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.registry.Disabling;
import dev.webhooks.internal.registry.WebhookChanges;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.testing.TestWebhooks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who disables a webhook does so for a reason that still holds. */
class DisablingTest {
  private static final WebhookHealth GONE =
      WebhookHealth.builder()
          .state(HealthState.PAUSED, Instant.EPOCH)
          .disableReason("its endpoint answered 410")
          .build();

  private final TestWebhooks webhooks = TestWebhooks.create();
  private final Webhook crm = webhooks.activeWebhook("acme");
  private boolean isEnabledByAnother;

  /** Another node disables it, and its owner enables it, after this node has read why. */
  private final FaultyStore store =
      FaultyStore.of(
          webhooks.store(),
          new FaultyStore.Line() {
            @Override
            public void before(String method, Object @Nullable [] arguments) {}

            @Override
            public Object after(String method, Object answer) {
              if (method.equals("health") && isEnabledByAnother) {
                isEnabledByAnother = false;
                disableAndEnable();
              }
              return answer;
            }
          });

  private final Disabling disabling =
      new Disabling(
          store, new WebhookChanges(store, (webhook, before) -> {}, webhook -> {}, () -> {}));

  @Test
  void aWebhookIsDisabledForTheReasonThatItsHealthHas() {
    webhooks.store().judgeHealth("acme", crm.id(), (former, observed) -> GONE);

    disabling.accept(new UnwellWebhook("acme", crm.id(), GONE));

    assertThat(webhook().status()).isEqualTo(WebhookStatus.DISABLED);
    assertThat(webhook().statusReason()).isEqualTo(GONE.disableReason());
  }

  @Test
  void oneThatWasEnabledMeanwhileStaysEnabled() {
    webhooks.store().judgeHealth("acme", crm.id(), (former, observed) -> GONE);
    isEnabledByAnother = true;

    disabling.accept(new UnwellWebhook("acme", crm.id(), GONE));

    assertThat(webhook().status()).isEqualTo(WebhookStatus.ACTIVE);
  }

  private void disableAndEnable() {
    webhooks.webhooks().registry().disable("acme", crm.id());
    webhooks.webhooks().registry().enable("acme", crm.id());
  }

  private Webhook webhook() {
    return webhooks.webhooks().registry().find("acme", crm.id()).orElseThrow();
  }
}
