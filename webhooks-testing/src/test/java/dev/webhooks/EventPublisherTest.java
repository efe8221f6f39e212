package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.SettableClock;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventPublisherTest {
  private static final String WORKSPACE = "acme";

  private final SettableClock clock = SettableClock.at(Instant.parse("2026-05-13T19:24:02.310Z"));
  private final InMemoryStore store = InMemoryStore.builder().clock(clock).build();
  private TestEndpoint endpoint;
  private Webhooks webhooks;
  private EventPublisher publisher;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    webhooks =
        Webhooks.builder(store, SecretCipher.unprotected())
            .brand("DMtoLead")
            .clock(clock)
            .urlPolicy(UrlPolicy.allowingLocal())
            .eventTypes(EventCatalog.of("message.sent", "message.received"))
            .maxEventBytes(1_000)
            .build();
    publisher = webhooks.publisher();
  }

  @AfterEach
  void stop() {
    webhooks.close();
    endpoint.close();
  }

  @Test
  void anEventGoesToEveryWebhookOfItsWorkspaceThatWantsIt() {
    Webhook all = register(WORKSPACE, List.of(), List.of());
    Webhook sent = register(WORKSPACE, List.of(), List.of("message.sent"));
    Webhook account = register(WORKSPACE, List.of("acct_7", "acct_8"), List.of());
    register(WORKSPACE, List.of(), List.of("message.received"));
    register(WORKSPACE, List.of("acct_9"), List.of());
    register("other", List.of(), List.of());

    PublishedEvent published = publisher.publish(event().account("acct_7").build());

    assertThat(published.deliveries()).isEqualTo(3);
    assertThat(published.duplicate()).isFalse();
    assertThat(receivers()).containsExactlyInAnyOrder(all.id(), sent.id(), account.id());
  }

  @Test
  void anEventWithoutAnAccountPassesOnlyAnEmptyAccountFilter() {
    Webhook all = register(WORKSPACE, List.of(), List.of());
    register(WORKSPACE, List.of("acct_7"), List.of());

    publisher.publish(event().build());

    assertThat(receivers()).containsExactly(all.id());
  }

  @Test
  void aWebhookThatNeverProvedItselfGetsNothing() {
    endpoint.onHandshake(r -> TestEndpoint.status(500));
    register(WORKSPACE, List.of(), List.of());

    assertThat(publisher.publish(event().build()).deliveries()).isZero();
    assertThat(receivers()).isEmpty();
  }

  @Test
  void aDisabledWebhookMissesNothing() {
    Webhook webhook = register(WORKSPACE, List.of(), List.of());
    webhooks.registry().disable(WORKSPACE, webhook.id());

    PublishedEvent published = publisher.publish(event().build());
    assertThat(published.deliveries()).isEqualTo(1);
    assertThat(published.held()).isEqualTo(1);
    assertThat(states()).containsExactly(DeliveryState.HELD);

    webhooks.registry().enable(WORKSPACE, webhook.id());
    assertThat(states()).containsExactly(DeliveryState.PENDING);
    assertThat(publisher.publish(event().build()).held()).isZero();
  }

  @Test
  void changesOfAWebhookHoldForTheVeryNextEvent() {
    assertThat(publisher.publish(event().build()).deliveries()).isZero();
    Webhook webhook = register(WORKSPACE, List.of(), List.of());
    assertThat(publisher.publish(event().build()).deliveries()).isEqualTo(1);
    webhooks.registry().delete(WORKSPACE, webhook.id());
    assertThat(publisher.publish(event().build()).deliveries()).isZero();
  }

  @Test
  void theBodyIsStoredAsItIsSent() {
    register(WORKSPACE, List.of(), List.of());

    publisher.publish(
        event()
            .timestamp(Instant.parse("2026-05-13T19:24:02.310Z"))
            .json("{\"text\": \"Yes!\"}")
            .build());

    String delivery = webhooks.deliveryLog().query(everything()).deliveries().get(0).id();
    assertThat(webhooks.deliveryLog().find(WORKSPACE, delivery).orElseThrow().body())
        .isEqualTo(
            "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":{\"text\":\"Yes!\"}}");
  }

  /** Guarantee L, for a host that publishes again because it doesn't know whether it did. */
  @Test
  void aRepeatedIdempotencyKeyStoresNothing() {
    register(WORKSPACE, List.of(), List.of());
    Event event = event().idempotencyKey("order-17").build();

    PublishedEvent first = publisher.publish(event);
    PublishedEvent second = publisher.publish(event);

    assertThat(second.duplicate()).isTrue();
    assertThat(second.eventId()).isEqualTo(first.eventId());
    assertThat(second.deliveries()).isEqualTo(1);
    assertThat(receivers()).hasSize(1);
  }

  @Test
  void manyEventsAreAnsweredInTheirOrder() {
    register(WORKSPACE, List.of(), List.of());
    register("other", List.of("a"), List.of());

    List<PublishedEvent> published =
        publisher.publishAll(
            List.of(
                event().build(),
                Event.builder("message.received").workspace("other").account("a").data("x").build(),
                Event.builder("message.received").workspace("other").data("x").build()));

    assertThat(published).extracting(PublishedEvent::deliveries).containsExactly(1, 1, 0);
    assertThat(publisher.publishAll(List.of())).isEmpty();
  }

  @Test
  void oneBadEventStopsThemAllAndIsNamed() {
    register(WORKSPACE, List.of(), List.of());
    Event good = event().build();

    assertThatThrownBy(() -> publisher.publishAll(List.of(good, good, event().json("{").build())))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("events[2].data"));
    assertThat(receivers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("eventsThatAreRefused")
  void aRefusedEventNamesItsFieldAndStoresNothing(String field, Event.Builder event) {
    register(WORKSPACE, List.of(), List.of());

    assertThatThrownBy(() -> publisher.publish(event.build()))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
    assertThat(receivers()).isEmpty();
  }

  static Stream<Arguments> eventsThatAreRefused() {
    return Stream.of(
        Arguments.of("event", Event.builder("message.snet").workspace(WORKSPACE).data(1)),
        Arguments.of("event", Event.builder("webhook.verify").workspace(WORKSPACE).data(1)),
        Arguments.of("event", Event.builder("").workspace(WORKSPACE).data(1)),
        Arguments.of("event", Event.builder("a b").workspace(WORKSPACE).data(1)),
        Arguments.of("workspace", Event.builder("message.sent").data(1)),
        Arguments.of("workspace", Event.builder("message.sent").workspace("").data(1)),
        Arguments.of("workspace", Event.builder("message.sent").workspace("w".repeat(101)).data(1)),
        Arguments.of("account", event().account("")),
        Arguments.of("idempotencyKey", event().idempotencyKey(" ")),
        Arguments.of("idempotencyKey", event().idempotencyKey("k".repeat(201))),
        Arguments.of("data", Event.builder("message.sent").workspace(WORKSPACE)),
        Arguments.of("data", event().json("not json")),
        Arguments.of("data", event().data("x".repeat(1_000))),
        Arguments.of("timestamp", event().timestamp(Instant.MAX)));
  }

  @Test
  void anyTypeOfTheRightShapeGoesWithoutACatalog() {
    EventCatalog.any().check("event", "order.created_v2");
    assertThatThrownBy(() -> EventCatalog.any().check("event", "order..created"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> EventCatalog.any().check("event", EventCatalog.VERIFY))
        .hasMessageContaining("reserved");
    assertThatThrownBy(() -> EventCatalog.of("webhook.verify"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(EventCatalog::of).isInstanceOf(IllegalArgumentException.class);
  }

  private Webhook register(String workspace, List<String> accounts, List<String> eventTypes) {
    return webhooks
        .registry()
        .register(
            workspace,
            WebhookSettings.builder()
                .name("CRM")
                .url(endpoint.url())
                .accounts(accounts)
                .eventTypes(eventTypes)
                .build())
        .webhook();
  }

  private static Event.Builder event() {
    return Event.builder("message.sent").workspace(WORKSPACE).data(Map.of("text", "Yes!"));
  }

  private static DeliveryQuery everything() {
    return DeliveryQuery.builder(WORKSPACE).build();
  }

  private List<String> receivers() {
    return webhooks.deliveryLog().query(everything()).deliveries().stream()
        .map(delivery -> delivery.webhookId())
        .toList();
  }

  private List<DeliveryState> states() {
    return webhooks.deliveryLog().query(everything()).deliveries().stream()
        .map(delivery -> delivery.state())
        .toList();
  }
}
