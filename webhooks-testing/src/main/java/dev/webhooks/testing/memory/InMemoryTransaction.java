package dev.webhooks.testing.memory;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.TransactionOutbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A transaction of a host, in memory: what a connection is to a store on a database.
 *
 * <pre>{@code
 * try (InMemoryTransaction transaction = store.begin()) {
 *   webhooks.publisher().within(transaction.outbox()).publish(orderPlaced);
 *   transaction.commit();
 * }
 * }</pre>
 *
 * <p>An idempotency key is known to others once this commits. Should one of them be faster with the
 * same key, its event is the one that is stored.
 *
 * <p>Not thread safe, as a connection isn't.
 */
public final class InMemoryTransaction implements AutoCloseable {
  private final InMemoryStore store;
  private final TransactionOutbox outbox = new Joined();
  private final List<EventBatch> batches = new ArrayList<>();
  private boolean ended;

  InMemoryTransaction(InMemoryStore store) {
    this.store = store;
  }

  /**
   * A view of the store in this transaction, for {@code publisher().within(…)}. Throws {@link
   * IllegalStateException} once the transaction has ended.
   */
  public TransactionOutbox outbox() {
    return outbox;
  }

  /**
   * Stores what was published in it, all or nothing.
   *
   * @throws StoreException when the store is full; then it is rolled back
   * @throws IllegalStateException when it has ended
   */
  public void commit() {
    requireOpen();
    ended = true;
    store.appendAll(batches);
  }

  /**
   * Forgets what was published in it.
   *
   * @throws IllegalStateException when it has ended
   */
  public void rollback() {
    requireOpen();
    ended = true;
  }

  /** Rolls back, unless it has ended. */
  @Override
  public void close() {
    ended = true;
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended");
    }
  }

  private final class Joined implements TransactionOutbox {
    @Override
    public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
      requireOpen();
      return store.subscriptions(workspace, knownVersion);
    }

    @Override
    public Optional<List<PublishedEvent>> append(EventBatch batch) {
      requireNonNull(batch, "batch");
      requireOpen();
      Optional<List<PublishedEvent>> answers =
          store.rehearse(batches.stream().flatMap(one -> one.events().stream()).toList(), batch);
      if (answers.isPresent()) {
        batches.add(new EventBatch(batch.events(), Map.of(), batch.lease()));
      }
      return answers;
    }
  }
}
