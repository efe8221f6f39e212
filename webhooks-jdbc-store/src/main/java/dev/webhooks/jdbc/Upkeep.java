package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Claims.Found;
import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Transactions.Work;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears claims' way, in small transactions of its own, after what somebody else has asked for is
 * done: cancels what deleted webhooks leave, {@linkplain Aside sets aside} what waits for webhooks
 * that are not active, puts it back, and gives a due time to what has a {@linkplain Places place}
 * in an order that is no more. That must not seem to have failed, and no answer depends on this; so
 * a failure is left to the next claim.
 *
 * <p>Thread safe.
 */
final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  /** How many transactions a change of one webhook is followed by at most; claims do the rest. */
  private static final int MOST_AFTER_A_CHANGE = 20;

  /** And a claim that looked everywhere and found nothing to send, which has the time. */
  private static final int MOST_WHEN_IDLE = 10;

  /** Of how many webhooks one transaction moves something. */
  private static final int BATCH = 500;

  /** So many webhooks that are not active cost a claim less than setting anything aside does. */
  private static final int FEW = 16;

  private static final int RELEASED_AT_ONCE = 8;

  private static final Duration BETWEEN_REVIEWS = Duration.ofSeconds(10);
  private static final Duration WITHIN_A_REVIEW = Duration.ofSeconds(1);
  private static final int REVIEWED_AT_ONCE = 500;

  private final Transactions transactions;
  private final LongSupplier nanoTime;
  private String reviewed = "";
  private long nextReview;

  Upkeep(Transactions transactions, LongSupplier nanoTime) {
    this.transactions = transactions;
    this.nanoTime = nanoTime;
    this.nextReview = nanoTime.getAsLong() + BETWEEN_REVIEWS.toNanos();
  }

  /** After a claim. */
  void after(Found found) {
    boolean isIdle = found.claimed().isEmpty() && found.soonest().isPresent();
    int most = isIdle ? MOST_WHEN_IDLE : 1;
    List<PendingWebhook> gone = those(found, PendingWebhook::isGone);
    List<PendingWebhook> unordered = those(found, PendingWebhook::hasLostItsOrder);
    List<PendingWebhook> elsewhere =
        those(found, webhook -> webhook.isActive() && !webhook.hasLostItsOrder());
    List<PendingWebhook> held = those(found, webhook -> !webhook.isGone() && !webhook.isActive());
    batches("cancel deliveries", gone, most, Cancellation::cancelSome);
    batches("place deliveries", elsewhere, most, Aside::place);
    if (!unordered.isEmpty()) {
      attempt("note deliveries to make due", session -> Aside.release(session, unordered));
      unordered.forEach(webhook -> putBack(webhook.id(), 1));
    }
    if (held.size() > FEW) {
      batches("set deliveries aside", held, most, Aside::set);
    }
    if (found.released()) {
      attempt("look for deliveries to put back", session -> Aside.marked(session, RELEASED_AT_ONCE))
          .orElse(List.of())
          .forEach(webhook -> putBack(webhook, 1));
    }
    review();
  }

  private static List<PendingWebhook> those(Found found, Predicate<PendingWebhook> kind) {
    return found.misplaced().stream().filter(kind).toList();
  }

  @FunctionalInterface
  private interface Batch {
    void run(Session session, List<PendingWebhook> webhooks) throws SQLException;
  }

  private void batches(String action, List<PendingWebhook> webhooks, int most, Batch batch) {
    for (int i = 0; i < most && i * BATCH < webhooks.size(); i++) {
      List<PendingWebhook> some =
          webhooks.subList(i * BATCH, Math.min(webhooks.size(), (i + 1) * BATCH));
      attempt(
          action,
          session -> {
            batch.run(session, some);
            return true;
          });
    }
  }

  /** After a webhook was deleted. */
  void cancel(String workspace, String webhookId) {
    List<Place> places = List.of(new Place(workspace, webhookId), new Place("", webhookId));
    boolean more = true;
    for (int i = 0; i < MOST_AFTER_A_CHANGE && more; i++) {
      more =
          attempt(
                  "cancel deliveries of " + webhookId,
                  session -> Cancellation.cancelAt(session, places) == Cancellation.BATCH)
              .orElse(false);
    }
  }

  /** After a webhook was made active, or deleted, that had deliveries set aside. */
  void putBack(String webhookId) {
    putBack(webhookId, MOST_AFTER_A_CHANGE);
  }

  private void putBack(String webhookId, int most) {
    boolean more = true;
    for (int i = 0; i < most && more; i++) {
      more =
          attempt(
                  "put deliveries back of " + webhookId,
                  session -> Aside.putBack(session, webhookId))
              .orElse(false);
    }
  }

  private void review() {
    String after = beginReview();
    if (after != null) {
      attempt("review deliveries aside", session -> Aside.review(session, after, REVIEWED_AT_ONCE))
          .ifPresent(this::endReview);
    }
  }

  /** Where the next stretch begins; null if it is not time yet. */
  private synchronized @Nullable String beginReview() {
    long now = nanoTime.getAsLong();
    if (now - nextReview < 0) {
      return null;
    }
    nextReview = now + BETWEEN_REVIEWS.toNanos();
    return reviewed;
  }

  private synchronized void endReview(String last) {
    reviewed = last;
    if (!last.isEmpty()) {
      nextReview = nanoTime.getAsLong() + WITHIN_A_REVIEW.toNanos();
    }
  }

  private <T> Optional<T> attempt(String action, Work<T> work) {
    try {
      return Optional.of(transactions.transaction(action, work));
    } catch (StoreException e) {
      log.warn("What is in claims' way stays for now: {}", e.getMessage());
      log.debug("What is in claims' way stays for now", e);
      return Optional.empty();
    }
  }
}
