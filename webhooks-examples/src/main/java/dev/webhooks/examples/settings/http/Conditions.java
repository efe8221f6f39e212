package dev.webhooks.examples.settings.http;

import static java.util.Objects.requireNonNull;

import dev.webhooks.WebhookStats;
import dev.webhooks.examples.settings.http.WebhookJson.Page;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How webhooks are doing, asked for as many at a time as the library answers. */
final class Conditions {
  private final WebhookStats stats;

  Conditions(WebhookStats stats) {
    this.stats = stats;
  }

  /** All of these, which are of one workspace, by their ids. */
  Map<String, WebhookCondition> of(String workspace, List<Webhook> webhooks) {
    Map<String, WebhookCondition> conditions = new HashMap<>();
    for (int i = 0; i < webhooks.size(); i += WebhookStats.MAX_WEBHOOKS) {
      List<Webhook> some =
          webhooks.subList(i, Math.min(webhooks.size(), i + WebhookStats.MAX_WEBHOOKS));
      conditions.putAll(stats.of(workspace, some.stream().map(Webhook::id).toList()));
    }
    return conditions;
  }

  WebhookJson json(Webhook webhook) {
    return json(webhook, of(webhook.workspace(), List.of(webhook)));
  }

  Page json(String workspace, WebhookPage page) {
    Map<String, WebhookCondition> conditions = of(workspace, page.webhooks());
    return new Page(
        page.webhooks().stream().map(webhook -> json(webhook, conditions)).toList(),
        page.nextCursor());
  }

  private static WebhookJson json(Webhook webhook, Map<String, WebhookCondition> conditions) {
    return WebhookJson.of(webhook, requireNonNull(conditions.get(webhook.id())));
  }
}
