package dev.webhooks.spi;

import dev.webhooks.model.PublishedEvent;
import java.util.List;
import java.util.Optional;

/**
 * What publishing needs of a store. A store that can join its caller's transaction hands out a
 * {@link TransactionOutbox} on it: both methods then run in that transaction.
 */
public interface Outbox {

  /**
   * The workspace's webhooks, unless the caller knows them already.
   *
   * <p>Runs with every publish, so it should cost one look-up by key when nothing changed. It sees
   * every change that was committed before the call, on whatever node.
   *
   * @param knownVersion the {@link Subscriptions#version} that the caller holds, or {@link
   *     Subscriptions#NONE}
   * @return empty when {@code knownVersion} is the present one; a workspace without webhooks has an
   *     empty list
   */
  Optional<Subscriptions> subscriptions(String workspace, long knownVersion);

  /**
   * Stores events with their deliveries, all or none. A delivery is due at once, or when its lease
   * ends if it is leased.
   *
   * <p>An event whose idempotency key its workspace knows already is not stored, nor are its
   * deliveries; this holds within the list, and between nodes that append at the same time. An
   * event that has neither a delivery nor an idempotency key need not be stored. Keys are the same
   * only if every character is: case, accents and spaces count.
   *
   * <p>A webhook may be gone by now: then its delivery is stored all the same, and is {@code
   * CANCELLED}.
   *
   * @return one answer for each event, in their order; for a known key, that of the event stored
   *     first, marked as a duplicate. Empty, with nothing stored, when the {@linkplain
   *     EventBatch#versions subscriptions} are not the ones that the caller knew; every change that
   *     was committed before the call counts, on whatever node.
   * @throws StoreException when nothing was stored, because the store failed or an id is taken (not
   *     retryable); if the reply to a commit was lost, what was stored is unknown, and only an
   *     idempotency key makes it safe to append again
   */
  Optional<List<PublishedEvent>> append(EventBatch batch);

  /**
   * Stores events, whatever the subscriptions are by now.
   *
   * @return one answer for each event, in their order
   * @throws StoreException as {@link #append(EventBatch)} does
   */
  default List<PublishedEvent> append(List<NewEvent> events) {
    return append(EventBatch.of(events))
        .orElseThrow(() -> new IllegalStateException("the store compared no versions"));
  }
}
