package dev.webhooks.examples.settings.http;

import dev.webhooks.DeliveryLog;
import dev.webhooks.WebhookRegistry;
import dev.webhooks.examples.settings.http.WebhookJson.Judged;
import dev.webhooks.examples.settings.http.WebhookJson.Registered;
import dev.webhooks.examples.settings.http.WebhookJson.Rotated;
import dev.webhooks.examples.settings.http.WebhookJson.Verified;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.RotatedKey;
import dev.webhooks.model.VerifiedWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;

/** A workspace's webhooks. */
final class WebhookCalls {
  static final String ALL = "/api/workspaces/{ws}/webhooks";
  private static final String ONE = ALL + "/{id}";

  private record Recovered(int deliveries) {}

  private final WebhookRegistry registry;
  private final DeliveryLog log;
  private final Conditions conditions;

  WebhookCalls(WebhookRegistry registry, DeliveryLog log, Conditions conditions) {
    this.registry = registry;
    this.log = log;
    this.conditions = conditions;
  }

  void route(RoutesConfig routes) {
    routes.post(ALL, this::register);
    routes.get(ALL, this::list);
    routes.get(ONE, this::find);
    routes.patch(ONE, this::update);
    routes.delete(ONE, this::delete);
    routes.post(ONE + "/verify", this::verify);
    routes.post(ONE + "/disable", this::disable);
    routes.post(ONE + "/enable", this::enable);
    routes.post(ONE + "/rotate-key", this::rotateKey);
    routes.post(ONE + "/recover", this::recover);
  }

  private void register(Context call) throws IOException {
    JsonFields fields = RequestBody.of(call).object(WebhookFields.NEW);
    WebhookSettings settings = WebhookFields.put(fields, WebhookSettings.builder()).build();
    RegisteredWebhook registered = registry.register(PathParameters.workspace(call), settings);
    Json.answer(
        call,
        201,
        new Registered(
            conditions.json(registered.webhook()),
            registered.apiKey().reveal(),
            Verified.of(registered.verification())));
  }

  private void list(Context call) {
    WebhookPage page = WebhookFilter.of(call).page(registry, conditions);
    Json.answer(call, 200, conditions.json(PathParameters.workspace(call), page));
  }

  private void find(Context call) {
    String workspace = PathParameters.workspace(call);
    String id = PathParameters.id(call);
    Webhook webhook =
        registry.find(workspace, id).orElseThrow(() -> NotFoundException.webhook(workspace, id));
    Json.answer(call, 200, conditions.json(webhook));
  }

  private void update(Context call) throws IOException {
    JsonFields fields = RequestBody.of(call).object(WebhookFields.CHANGED);
    change(
        call,
        (workspace, id) ->
            registry.update(workspace, id, settings -> WebhookFields.put(fields, settings)));
  }

  private void disable(Context call) throws IOException {
    RequestBody.none(call);
    change(call, registry::disable);
  }

  private void enable(Context call) throws IOException {
    JsonFields fields = RequestBody.optional(call, "held");
    HeldDeliveries held =
        fields.has("held") ? fields.oneOf("held", HeldDeliveries.values()) : HeldDeliveries.RESUME;
    change(call, (workspace, id) -> registry.enable(workspace, id, held));
  }

  private void change(Context call, BiFunction<String, String, Webhook> change) {
    Webhook changed = change.apply(PathParameters.workspace(call), PathParameters.id(call));
    Json.answer(call, 200, conditions.json(changed));
  }

  private void delete(Context call) throws IOException {
    RequestBody.none(call);
    registry.delete(PathParameters.workspace(call), PathParameters.id(call));
    call.status(204);
  }

  private void verify(Context call) throws IOException {
    RequestBody.none(call);
    VerifiedWebhook verified =
        registry.verify(PathParameters.workspace(call), PathParameters.id(call));
    Json.answer(
        call,
        200,
        new Judged(conditions.json(verified.webhook()), Verified.of(verified.verification())));
  }

  private void rotateKey(Context call) throws IOException {
    Duration overlap = RequestBody.optional(call, "overlap").optionalDuration("overlap");
    RotatedKey rotated =
        registry.rotateKey(
            PathParameters.workspace(call),
            PathParameters.id(call),
            overlap == null ? KeyRotation.immediate() : KeyRotation.overlapping(overlap));
    Json.answer(
        call, 200, new Rotated(conditions.json(rotated.webhook()), rotated.apiKey().reveal()));
  }

  private void recover(Context call) throws IOException {
    JsonFields fields = RequestBody.of(call).object("since", "until", "dryRun");
    Instant since = fields.time("since");
    Instant until = end(fields, since);
    String workspace = PathParameters.workspace(call);
    String id = PathParameters.id(call);
    if (fields.isTrue("dryRun")) {
      Json.answer(call, 200, new Recovered(log.countRecoverable(workspace, id, since, until)));
    } else {
      Json.answer(call, 202, new Recovered(log.recover(workspace, id, since, until)));
    }
  }

  private static Instant end(JsonFields fields, Instant since) {
    Instant until = fields.optionalTime("until");
    if (until == null) {
      return Instant.now();
    }
    if (!until.isAfter(since)) {
      throw new InvalidInputException("until", "must be later than since");
    }
    return until;
  }
}
