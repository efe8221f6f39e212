package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Completions.Ended;
import dev.webhooks.jdbc.Judging.Judged;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.HealthJudge;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends claims the shortest way: in one statement where the database can, nothing failed and nothing
 * is remembered of the webhooks; else in a transaction that judges their health too. A node that
 * stopped in the midst of judging keeps nobody from storing outcomes: after a while they are stored
 * without a judgement of that webhook, whose round then ends with its lease.
 *
 * <p>Thread safe.
 */
final class Endings {
  private static final String ACTION = "complete deliveries";

  private final Transactions transactions;
  private final boolean atOnce;
  private final Troubled troubled = new Troubled();

  /**
   * @param atOnce whether the database ends claims in one statement
   */
  Endings(Transactions transactions, boolean atOnce) {
    this.transactions = transactions;
    this.atOnce = atOnce;
  }

  CompletionResult complete(Collection<Completion> completions, HealthJudge judge) {
    if (atOnce && completions.stream().noneMatch(Completion::failed)) {
      PostgresCompletion all = new PostgresCompletion(completions);
      if (!troubled.hasOneOf(completions)) {
        Optional<Map<String, Completion>> accepted = ofTheWell(all);
        if (accepted.isPresent()) {
          return new CompletionResult(accepted.get().keySet(), List.of());
        }
      }
    }
    return judged(completions, judge);
  }

  /** Empty, with nothing changed, where that is not enough. */
  private Optional<Map<String, Completion>> ofTheWell(PostgresCompletion all) {
    return transactions.transaction(
        ACTION,
        all::isOneStatement,
        session ->
            all.isOneStatement(session.limit()) ? all.complete(session, false) : Optional.empty());
  }

  /** What a transaction did. */
  private record Done(Set<String> accepted, Judged judged) {}

  private CompletionResult judged(Collection<Completion> completions, HealthJudge judge) {
    AtomicBoolean waited = new AtomicBoolean();
    Done done =
        transactions.transaction(
            ACTION,
            session -> {
              Ended ended = ended(session, completions);
              Map<String, Completion> accepted = ended.accepted();
              List<Completion> inOrder =
                  completions.stream()
                      .filter(one -> one.equals(accepted.get(one.deliveryId())))
                      .distinct()
                      .toList();
              boolean well = !ended.remembered() && inOrder.stream().noneMatch(Completion::failed);
              return new Done(
                  accepted.keySet(),
                  well ? Judged.NOTHING : judged(session, inOrder, judge, waited));
            });
    Judged judged = done.judged();
    completions.forEach(
        one -> troubled.note(one.webhookId(), judged.remembered().contains(one.webhookId())));
    return new CompletionResult(done.accepted(), judged.changes());
  }

  /**
   * @param waited whether a lock was waited for in vain, and shall not be again
   */
  private static Judged judged(
      Session session, List<Completion> accepted, HealthJudge judge, AtomicBoolean waited)
      throws SQLException {
    if (waited.get()) {
      return Judging.ofTheFree(session, accepted, judge);
    }
    try {
      return Judging.of(session, accepted, judge);
    } catch (SQLException e) {
      if (!SqlErrors.isLockTimeout(e)) {
        throw e;
      }
      waited.set(true);
      throw new SQLTransactionRollbackException("a webhook's health is locked", "40001");
    }
  }

  private Ended ended(Session session, Collection<Completion> completions) throws SQLException {
    if (atOnce) {
      PostgresCompletion all = new PostgresCompletion(completions);
      if (all.isOneStatement(session.limit())) {
        Optional<Map<String, Completion>> accepted = all.complete(session, true);
        if (accepted.isPresent()) {
          return new Ended(accepted.get(), true);
        }
      }
    }
    return Completions.complete(session, completions);
  }
}
