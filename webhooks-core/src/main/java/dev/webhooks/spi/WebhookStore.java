package dev.webhooks.spi;

import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps webhooks. Every change is durable when its method returns and is seen by the next call on
 * any node. Texts come back as they were, and two of them are the same only if every character is;
 * times keep their milliseconds at least.
 *
 * <p>Thread safe. Each method throws {@link StoreException} when the store fails.
 */
public interface WebhookStore {

  /**
   * Adds a webhook, unless its workspace holds {@code limit} of them already. Callers at the same
   * time, on whatever nodes, never exceed the limit together.
   *
   * @param limit how many webhooks the workspace may hold, this one included
   * @return whether it was added
   */
  boolean insert(StoredWebhook webhook, int limit);

  /** The workspace's webhook with this id; another workspace's is absent. */
  Optional<StoredWebhook> findWebhook(String workspace, String id);

  /**
   * The webhooks with these ids, of whatever workspace, in any order; ids that are unknown are left
   * out.
   */
  List<StoredWebhook> findWebhooks(Collection<String> ids);

  /**
   * Webhooks of all workspaces by id, in ascending order: for a walk over all of them.
   *
   * @param after only those whose id is greater; null to begin with the first
   * @param limit how many at most, at least 1
   */
  List<StoredWebhook> scan(@Nullable String after, int limit);

  /** One page of webhooks, of one workspace or of all, oldest first: by creation, then by id. */
  WebhookPage list(WebhookQuery query);

  /**
   * Replaces a webhook, if nobody changed it since.
   *
   * @param changed holds the version that the change was made from; it is stored with the version
   *     after that one
   * @return whether it was replaced; false when the stored version is another one, or when the
   *     workspace has no such webhook (any more)
   */
  boolean replace(StoredWebhook changed);

  /**
   * Removes a webhook for good. From then on its pending deliveries are {@code CANCELLED}, as
   * {@link DeliveryStore} says. Finished deliveries stay in the log.
   *
   * @return whether the workspace had it
   */
  boolean delete(String workspace, String id);
}
