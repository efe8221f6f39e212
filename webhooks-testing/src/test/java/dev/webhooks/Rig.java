package dev.webhooks;

import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.SettableClock;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A host application in small: the library on the in-memory store, with a clock that the test
 * moves.
 */
public final class Rig implements AutoCloseable {
  public static final String WORKSPACE = "acme";

  final SettableClock clock = SettableClock.at(Instant.parse("2026-05-13T19:24:02.310Z"));
  final InMemoryStore store = InMemoryStore.builder().clock(clock).build();
  final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
  public final Webhooks webhooks;

  public Rig() {
    this(settings -> {});
  }

  public Rig(Consumer<Webhooks.Builder> settings) {
    this(SecretCipher.unprotected(), settings);
  }

  public Rig(SecretCipher cipher, Consumer<Webhooks.Builder> settings) {
    this.webhooks = webhooks(cipher, settings);
  }

  /** The library as a node with this cipher would have it, on the same store. */
  public Webhooks webhooks(SecretCipher cipher, Consumer<Webhooks.Builder> settings) {
    Webhooks.Builder builder =
        Webhooks.builder(store, cipher)
            .brand("DMtoLead")
            .clock(clock)
            .urlPolicy(UrlPolicy.allowingLocal())
            .pollInterval(Duration.ofMillis(50))
            .listener(
                new WebhookListener() {
                  @Override
                  public void onOutcome(DeliveryOutcome outcome) {
                    outcomes.add(outcome);
                  }
                });
    settings.accept(builder);
    return builder.build();
  }

  public RegisteredWebhook register(TestEndpoint endpoint) {
    return register(endpoint.url());
  }

  public RegisteredWebhook register(String url) {
    return register(webhooks, url, settings -> {});
  }

  public RegisteredWebhook register(
      TestEndpoint endpoint, Consumer<WebhookSettings.Builder> wishes) {
    return register(webhooks, endpoint.url(), wishes);
  }

  public static RegisteredWebhook register(
      Webhooks webhooks, String url, Consumer<WebhookSettings.Builder> wishes) {
    return register(webhooks, url, wishes, WORKSPACE);
  }

  public static RegisteredWebhook register(
      Webhooks webhooks, String url, Consumer<WebhookSettings.Builder> wishes, String workspace) {
    WebhookSettings.Builder settings = WebhookSettings.builder().name("CRM").url(url);
    wishes.accept(settings);
    RegisteredWebhook registered = webhooks.registry().register(workspace, settings.build());
    if (!registered.verification().verified()) {
      throw new AssertionError(registered.verification());
    }
    return registered;
  }

  /** Publishes an event and answers with its delivery to the webhook. */
  public String publish(Webhook webhook) {
    String eventId =
        webhooks
            .publisher()
            .publish(
                Event.builder("message.sent")
                    .workspace(WORKSPACE)
                    .data(Map.of("text", "Yes!"))
                    .build())
            .eventId();
    return webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).webhookId(webhook.id()).limit(200).build())
        .deliveries()
        .stream()
        .filter(delivery -> delivery.eventId().equals(eventId))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** Publishes an event to whoever wants it. */
  void publishToAll() {
    webhooks
        .publisher()
        .publish(Event.builder("message.sent").workspace(WORKSPACE).data("Yes!").build());
  }

  public DeliveryDetail detail(String deliveryId) {
    return webhooks.deliveryLog().find(WORKSPACE, deliveryId).orElseThrow();
  }

  Delivery delivery(String deliveryId) {
    return detail(deliveryId).delivery();
  }

  public void awaitState(String deliveryId, DeliveryState state) {
    await().pollInterval(Duration.ofMillis(10)).until(() -> delivery(deliveryId).state() == state);
  }

  void awaitAttempts(String deliveryId, int attempts) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> detail(deliveryId).attempts().size() == attempts);
  }

  /** Moves the clock, the store's included, and tells the dispatcher. */
  void passTime(Duration duration) {
    clock.advance(duration);
    webhooks.dispatcher().wakeUp();
  }

  @Override
  public void close() {
    webhooks.close();
  }
}
