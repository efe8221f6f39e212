package dev.webhooks.examples.host;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Instant;

/** DMtoLead with nothing but webhooks in it. */
final class TestHost implements AutoCloseable {
  private final Webhooks webhooks =
      Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected())
          .brand(DMtoLead.BRAND)
          .eventTypes(DMtoLead.eventTypes())
          .urlPolicy(UrlPolicy.allowingLocal())
          .build();

  TestHost() {
    webhooks.dispatcher().start();
  }

  RegisteredWebhook register(String url) {
    return webhooks
        .registry()
        .register("acme", WebhookSettings.builder().name("test").url(url).build());
  }

  void publish(DMtoLead.Example example, Instant timestamp) {
    webhooks
        .publisher()
        .publish(
            Event.builder(example.type())
                .workspace("acme")
                .timestamp(timestamp)
                .json(example.data())
                .build());
  }

  @Override
  public void close() {
    webhooks.close();
  }
}
