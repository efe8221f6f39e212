package dev.webhooks.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a workspace's webhooks, oldest first.
 *
 * @param nextCursor what the next query passes as its cursor; null on the last page, and on no
 *     other
 */
public record WebhookPage(List<Webhook> webhooks, @Nullable String nextCursor) {

  public WebhookPage {
    webhooks = List.copyOf(webhooks);
  }

  /**
   * The page out of what a store found.
   *
   * @param found one more than the limit, if there are as many
   */
  public static WebhookPage of(List<Webhook> found, int limit) {
    return found.size() <= limit
        ? new WebhookPage(found, null)
        : new WebhookPage(found.subList(0, limit), Cursor.behind(found.get(limit - 1)).encode());
  }
}
