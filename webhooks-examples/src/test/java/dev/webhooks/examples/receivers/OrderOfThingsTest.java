package dev.webhooks.examples.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.Webhooks;
import dev.webhooks.examples.host.DMtoLead;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.testing.memory.InMemoryStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a customer does with a receiver that he copied, in the order that the page tells, and with
 * the library on the other side: answers the handshake without a key, gets the key, starts again
 * with it, and later replaces it.
 */
@Timeout(120)
class OrderOfThingsTest {
  private static final String WORKSPACE = "acme";

  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final Webhooks webhooks =
      Webhooks.builder(InMemoryStore.create(), AesGcmCipher.of("test", masterKey()))
          .brand(DMtoLead.BRAND)
          .eventTypes(DMtoLead.eventTypes())
          .urlPolicy(UrlPolicy.allowingLocal())
          .listener(
              new WebhookListener() {
                @Override
                public void onOutcome(DeliveryOutcome outcome) {
                  if (outcome.state() == DeliveryState.DELIVERED) {
                    delivered.add(outcome.delivery().id());
                  }
                }
              })
          .build();

  @TempDir private Path folder;

  private static byte[] masterKey() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  @AfterEach
  void close() {
    webhooks.close();
  }

  @ParameterizedTest
  @CsvSource({"JAVA, STANDARD", "NODE, HEX"})
  void handshakeKeyEventsAndAnotherKey(Language language, Signatures signatures) throws Exception {
    language.need();
    Path source = language.prepare(folder, DMtoLead.BRAND, signatures);
    webhooks.dispatcher().start();
    RegisteredWebhook registered;
    int port;
    try (RunningReceiver receiver = RunningReceiver.start(language, source, folder, "")) {
      port = receiver.port();
      registered = register(receiver.url(), signatures);
      assertThat(registered.verification().verified()).isTrue();
    }
    String id = registered.webhook().id();
    String key = registered.apiKey().reveal();

    List<String> handled = new ArrayList<>();
    try (RunningReceiver receiver = RunningReceiver.start(language, source, folder, key, port)) {
      assertThat(webhooks.registry().verify(WORKSPACE, id).verification().verified()).isTrue();
      publishAll();
      handled.addAll(receiver.handled());
    }
    String next =
        webhooks
            .registry()
            .rotateKey(WORKSPACE, id, KeyRotation.overlapping(Duration.ofHours(24)))
            .apiKey()
            .reveal();
    String both = key + " " + next;
    try (RunningReceiver receiver = RunningReceiver.start(language, source, folder, both, port)) {
      publishAll();
      handled.addAll(receiver.handled());
    }

    assertThat(handled).hasSize(10).containsExactlyInAnyOrderElementsOf(delivered);
  }

  private RegisteredWebhook register(String url, Signatures signatures) {
    return webhooks
        .registry()
        .register(
            WORKSPACE,
            WebhookSettings.builder()
                .name("test")
                .url(url)
                .signatures(SignatureScheme.valueOf(signatures.name()))
                .build());
  }

  /** Publishes the five events of the contract, and waits until each is acknowledged. */
  private void publishAll() {
    int before = delivered.size();
    for (DMtoLead.Example example : DMtoLead.CONVERSATION) {
      webhooks
          .publisher()
          .publish(Event.builder(example.type()).workspace(WORKSPACE).json(example.data()).build());
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> delivered.size() == before + DMtoLead.CONVERSATION.size());
  }
}
