package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A listener that looks after webhooks needs the registry, which needs a listener. */
class ListenerWithRegistryTest {

  /** Disables what is gone. */
  private record Janitor(WebhookRegistry registry) implements WebhookListener {
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
      if (outcome.attempt() != null && Objects.equals(outcome.attempt().httpStatus(), 410)) {
        registry.disable(
            outcome.delivery().workspace(), outcome.delivery().webhookId(), "it is gone");
      }
    }
  }

  @Test
  void aListenerMayDisableTheWebhookThatItHearsOf() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.listener(Janitor::new))) {
      Webhook webhook = rig.register(endpoint).webhook();
      endpoint.onEvent(request -> TestEndpoint.status(410));
      rig.webhooks.dispatcher().start();
      rig.publish(webhook);

      await()
          .until(
              () ->
                  rig.webhooks.registry().find(Rig.WORKSPACE, webhook.id()).orElseThrow().status()
                      == WebhookStatus.DISABLED);
    }
  }

  @Test
  void aListenerThatCannotBeMadeFailsTheBuild() {
    IllegalStateException trouble = new IllegalStateException("no metrics");

    assertThatNullPointerException()
        .isThrownBy(() -> builder().listener(registry -> null).build())
        .withMessage("listener");
    assertThatThrownBy(
            () ->
                builder()
                    .listener(
                        registry -> {
                          assertThat(registry).isNotNull();
                          throw trouble;
                        })
                    .build())
        .isSameAs(trouble);
  }

  private static Webhooks.Builder builder() {
    return Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected());
  }
}
