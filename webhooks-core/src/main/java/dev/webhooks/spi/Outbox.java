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
   * Stores events with their deliveries, all or none. Deliveries are due at once.
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
   *     first, marked as a duplicate
   * @throws StoreException when nothing was stored, because the store failed or an id is taken (not
   *     retryable); if the reply to a commit was lost, what was stored is unknown, and only an
   *     idempotency key makes it safe to append again
   */
  List<PublishedEvent> append(List<NewEvent> events);
}
