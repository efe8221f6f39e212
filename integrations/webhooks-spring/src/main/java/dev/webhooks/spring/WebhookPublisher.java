package dev.webhooks.spring;

import static java.util.Objects.requireNonNull;

import dev.webhooks.EventPublisher;
import dev.webhooks.Webhooks;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.Event;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.TransactionOutbox;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes events in the current Spring transaction: they are stored if and when that commits, and
 * leave this node right after. What {@code Webhooks.publisher()} publishes is stored at once, in a
 * transaction of its own.
 *
 * <pre>{@code
 * @Transactional
 * public void place(Order order) {
 *   orders.save(order);
 *   webhooks.publish(
 *       Event.builder("order.placed").workspace(order.shop()).data(OrderData.of(order)).build());
 * }
 * }</pre>
 *
 * <p>When a method throws, let it reach the transaction: on PostgreSQL any failure, and elsewhere a
 * deadlock, takes with it what the transaction wrote before. {@code StoreException.isRetryable}
 * says then that the whole transaction may succeed when it is begun anew. Use READ COMMITTED: above
 * it, webhooks that were registered since the transaction began are not seen.
 *
 * <p>Savepoints are heeded that Spring sets, as {@code PROPAGATION_NESTED} does; set none by
 * yourself on the JDBC connection.
 *
 * <p>Thread safe.
 */
public final class WebhookPublisher {
  private static final Logger log = LoggerFactory.getLogger(WebhookPublisher.class);

  private final EventPublisher publisher;
  private final CurrentTransaction transaction;
  private final OutsideTransaction outside;
  private final AtomicBoolean warned = new AtomicBoolean();

  private WebhookPublisher(Builder builder) {
    this.publisher = builder.publisher;
    this.transaction = builder.transaction;
    this.outside = builder.outside;
  }

  /**
   * Begins with the two things that have no default.
   *
   * @param webhooks whose events these are
   * @param transaction finds the transaction to join: {@link CurrentTransaction#of}
   * @throws IllegalStateException when this Spring Framework is older than 6.2
   */
  public static Builder builder(Webhooks webhooks, CurrentTransaction transaction) {
    SavepointCallbacks.require();
    return new Builder(webhooks.publisher(), transaction);
  }

  /**
   * Publishes one event.
   *
   * @throws dev.webhooks.model.InvalidInputException as {@link EventPublisher#publish} does
   * @throws dev.webhooks.spi.StoreException as {@link EventPublisher#publish} does
   * @throws IllegalTransactionStateException when there is no transaction to join and this
   *     publisher {@linkplain OutsideTransaction#REFUSE refuses} to publish outside of one
   */
  public PublishedEvent publish(Event event) {
    return publisher().publish(event);
  }

  /**
   * Publishes events together: all are stored, or none.
   *
   * @return one answer for each event, in their order
   * @throws dev.webhooks.model.InvalidInputException as {@link EventPublisher#publishAll} does
   * @throws dev.webhooks.spi.StoreException as {@link EventPublisher#publishAll} does
   * @throws IllegalTransactionStateException as {@link #publish} does
   */
  public List<PublishedEvent> publishAll(List<Event> events) {
    return publisher().publishAll(events);
  }

  /**
   * Sends one webhook an event to try it out, as {@link EventPublisher#publishTest} does.
   *
   * @throws IllegalTransactionStateException as {@link #publish} does
   */
  public DeliveryReference publishTest(String webhookId, Event event) {
    return publisher().publishTest(webhookId, event);
  }

  private EventPublisher publisher() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      Joined known = Joined.of(this);
      TransactionOutbox outbox = transaction.join(known == null ? null : known.outbox());
      if (outbox != null) {
        Joined joined = known == null ? Joined.begin(this) : known;
        joined.outbox(outbox);
        return publisher.within(outbox, joined::afterCommit);
      }
    }
    outsideTransaction();
    return publisher;
  }

  private void outsideTransaction() {
    boolean open = TransactionSynchronizationManager.isActualTransactionActive();
    if (outside == OutsideTransaction.REFUSE) {
      throw new IllegalTransactionStateException(
          open
              ? "the transaction that is open is none on the database of webhooks, or was committed"
              : "no transaction is open to publish in, and publishing outside of one is refused");
    }
    if (open && warned.compareAndSet(false, true)) {
      log.warn(
          "Events are published in transactions of their own while another is open ({}), which is"
              + " none on the database of webhooks, or was committed: its rollback takes none of them"
              + " back. Said once",
          transactionName());
    }
  }

  private static String transactionName() {
    @Nullable String name = TransactionSynchronizationManager.getCurrentTransactionName();
    return name == null ? "without a name" : name;
  }

  /** Collects the settings. Not thread safe. */
  public static final class Builder {
    private final EventPublisher publisher;
    private final CurrentTransaction transaction;
    private OutsideTransaction outside = OutsideTransaction.OWN_TRANSACTION;

    private Builder(EventPublisher publisher, CurrentTransaction transaction) {
      this.publisher = publisher;
      this.transaction = requireNonNull(transaction, "transaction");
    }

    /**
     * What to do where there is no transaction to join. Default: {@link
     * OutsideTransaction#OWN_TRANSACTION}.
     */
    public Builder outsideTransaction(OutsideTransaction outside) {
      this.outside = requireNonNull(outside, "outside");
      return this;
    }

    /** Makes the publisher. */
    public WebhookPublisher build() {
      return new WebhookPublisher(this);
    }
  }
}
