package dev.webhooks.spring;

import dev.webhooks.spi.TransactionOutbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What a publisher has joined: one transaction with the outbox on it, and what is to be done once
 * it is committed. It goes with its transaction: it is set aside while another one runs, and
 * forgets what was published after a savepoint when that is rolled back to.
 *
 * <p>Of one thread, as its transaction is.
 */
final class Joined implements TransactionSynchronization {
  private final Object publisher;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Savepoint> savepoints = new ArrayList<>();
  private @Nullable TransactionOutbox outbox;

  /**
   * @param afterCommit how many were to be run after the commit when it was set
   */
  private record Savepoint(Object savepoint, int afterCommit) {}

  private Joined(Object publisher) {
    this.publisher = publisher;
  }

  /** What this publisher has joined on this thread; null for nothing yet. */
  static @Nullable Joined of(Object publisher) {
    return (Joined) TransactionSynchronizationManager.getResource(publisher);
  }

  /** Begins to go with the transaction that is open on this thread. */
  static Joined begin(Object publisher) {
    Joined joined = new Joined(publisher);
    TransactionSynchronizationManager.registerSynchronization(joined);
    TransactionSynchronizationManager.bindResource(publisher, joined);
    return joined;
  }

  @Nullable TransactionOutbox outbox() {
    return outbox;
  }

  void outbox(TransactionOutbox outbox) {
    this.outbox = outbox;
  }

  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Before everybody else's hooks: what they do may take long, or fail. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void savepoint(Object savepoint) {
    savepoints.add(new Savepoint(savepoint, afterCommit.size()));
  }

  /** What was published since is not there any more, and must not be handed over. */
  @Override
  public void savepointRollback(Object savepoint) {
    int kept = 0; // of a savepoint from before the first event
    for (Savepoint known : savepoints) {
      if (known.savepoint() == savepoint) {
        kept = known.afterCommit();
      }
    }
    afterCommit.subList(kept, afterCommit.size()).clear();
    outbox = null; // one that failed since can go on from here
  }

  @Override
  public void suspend() {
    TransactionSynchronizationManager.unbindResource(publisher);
  }

  @Override
  public void resume() {
    TransactionSynchronizationManager.bindResource(publisher, this);
  }

  @Override
  public void afterCommit() {
    List<Runnable> actions = List.copyOf(afterCommit);
    afterCommit.clear();
    actions.forEach(Runnable::run);
  }

  /** Somebody else's hook that fails after the commit keeps later ones from being run. */
  @Override
  public void afterCompletion(int status) {
    TransactionSynchronizationManager.unbindResourceIfPossible(publisher);
    if (status == STATUS_COMMITTED) {
      afterCommit();
    }
  }
}
