package dev.webhooks.examples.settings.http;

import static java.util.Objects.requireNonNull;

import dev.webhooks.WebhookStats;
import dev.webhooks.examples.settings.http.WebhookJson.Page;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How webhooks are doing, asked for as many at a time as the library answers. */
final class Conditions {
  private final WebhookStats stats;

  Conditions(WebhookStats stats) {
    this.stats = stats;
  }

  /** The health of all of these, which are of one workspace, by their ids. */
  Map<String, WebhookHealth> health(String workspace, List<Webhook> webhooks) {
    return asked(webhooks, ids -> stats.health(workspace, ids));
  }

  private Map<String, WebhookCondition> of(String workspace, List<Webhook> webhooks) {
    return asked(webhooks, ids -> stats.conditions(workspace, ids));
  }

  private static <T> Map<String, T> asked(
      List<Webhook> webhooks, Function<List<String>, Map<String, T>> some) {
    Map<String, T> all = new HashMap<>();
    for (int i = 0; i < webhooks.size(); i += WebhookStats.MAX_WEBHOOKS) {
      List<Webhook> page =
          webhooks.subList(i, Math.min(webhooks.size(), i + WebhookStats.MAX_WEBHOOKS));
      all.putAll(some.apply(page.stream().map(Webhook::id).toList()));
    }
    return all;
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
