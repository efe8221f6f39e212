package dev.webhooks.examples.settings.http;

import dev.webhooks.DeliveryLog;
import dev.webhooks.EventPublisher;
import dev.webhooks.WebhookRegistry;
import dev.webhooks.examples.host.DMtoLead;
import dev.webhooks.examples.host.DMtoLead.Example;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.Webhook;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries a webhook out with a sample event of the product. */
final class TestCall {
  private final WebhookRegistry registry;
  private final EventPublisher publisher;
  private final DeliveryLog log;

  TestCall(WebhookRegistry registry, EventPublisher publisher, DeliveryLog log) {
    this.registry = registry;
    this.publisher = publisher;
    this.log = log;
  }

  void route(RoutesConfig routes) {
    routes.post(WebhookCalls.ALL + "/{id}/test", this::send);
  }

  private void send(Context call) throws IOException {
    String type = RequestBody.optional(call, "event").optionalText("event");
    String workspace = PathParameters.workspace(call);
    String id = PathParameters.id(call);
    Webhook webhook =
        registry.find(workspace, id).orElseThrow(() -> NotFoundException.webhook(workspace, id));
    DeliveryReference sent = publisher.publishTest(id, sample(webhook, type));
    DeliveryDetail stored =
        log.find(workspace, sent.id())
            .orElseThrow(() -> NotFoundException.delivery(workspace, sent.id()));
    Json.answer(call, 202, DeliveryJson.of(stored.delivery()));
  }

  /** Of the first type that the webhook wants, unless the call says which. */
  private static Event sample(Webhook webhook, @Nullable String type) {
    List<String> wanted = webhook.settings().eventTypes();
    List<String> accounts = webhook.settings().accounts();
    Example example =
        DMtoLead.CONVERSATION.stream()
            .filter(
                one ->
                    type == null
                        ? wanted.isEmpty() || wanted.get(0).equals(one.type())
                        : type.equals(one.type()))
            .findFirst()
            .orElseThrow(
                () -> new InvalidInputException("event", "is none of the types that exist"));
    return Event.builder(example.type())
        .workspace(webhook.workspace())
        .account(accounts.isEmpty() ? null : accounts.get(0))
        .json(example.data())
        .build();
  }
}
