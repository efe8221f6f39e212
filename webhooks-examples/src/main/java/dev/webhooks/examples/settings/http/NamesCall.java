package dev.webhooks.examples.settings.http;

import dev.webhooks.WebhookRegistry;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace's webhooks are called, and nothing else of them: the log shows names where a
 * delivery has ids, and would otherwise ask for the whole of every webhook.
 */
final class NamesCall {
  /** Whoever has more is shown the ids of the rest. */
  private static final int MOST = 5_000;

  /** By the webhooks' ids, in the order of their creation. */
  private record Names(Map<String, String> names) {}

  private final WebhookRegistry registry;

  NamesCall(WebhookRegistry registry) {
    this.registry = registry;
  }

  void route(RoutesConfig routes) {
    routes.get("/api/workspaces/{ws}/webhook-names", this::show);
  }

  private void show(Context call) {
    String workspace = PathParameters.workspace(call);
    Map<String, String> names = new LinkedHashMap<>();
    String cursor = null;
    do {
      WebhookPage page = next(workspace, cursor);
      for (Webhook webhook : page.webhooks()) {
        names.put(webhook.id(), webhook.name());
      }
      cursor = page.nextCursor();
    } while (cursor != null && names.size() < MOST);
    Json.answer(call, 200, new Names(names));
  }

  private WebhookPage next(String workspace, @Nullable String cursor) {
    return registry.list(WebhookQuery.builder(workspace).cursor(cursor).build());
  }
}
