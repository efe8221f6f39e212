package dev.webhooks.spi;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.LogTooLongException;
import dev.webhooks.model.RedeliveryAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events, deliveries and attempts, and deals the work out to dispatchers.
 *
 * <p>Whatever nodes must agree on is timed by the store's own clock: durations go in, never the
 * caller's idea of now. Every change is durable when its method returns. The store also keeps the
 * webhooks ({@link WebhookStore}), because a delivery follows its webhook:
 *
 * <ul>
 *   <li>webhook active: the delivery is {@code PENDING} until it is completed with a final state;
 *   <li>webhook not active: a pending delivery is not claimed, and every answer calls it {@code
 *       HELD};
 *   <li>webhook gone: a pending delivery is not claimed, or is claimed for the last time, and every
 *       answer calls it {@code CANCELLED}.
 * </ul>
 *
 * So {@code HELD} is never written, nothing has to be moved when a webhook changes, and no delivery
 * is left behind when an event is published at that very moment.
 *
 * <p>Bodies and texts come back as they were, and two texts are the same only if every character
 * is. Times and durations keep their milliseconds at least; what is finer may be cut off, but an
 * instant that was answered still finds what it belongs to.
 *
 * <p>Thread safe. Each method throws {@link StoreException} when the store fails.
 */
public interface DeliveryStore extends Outbox {

  /**
   * Takes deliveries that are due, so that no other claim gets them before the lease ends. Taking
   * moves a delivery's due time to the end of the lease and gives it a new token; that is all it
   * changes, and so a dead node's work comes back by itself.
   *
   * <p>Fair: a claim takes no more than {@code perWorkspace} of a workspace and {@code perWebhook}
   * of a webhook, and its cost does not depend on any one webhook's backlog. Workspaces with due
   * deliveries take turns, whatever the number of their webhooks, and the webhooks of a workspace
   * take turns within; each gets its own within a few claims. Within a webhook the longest due come
   * first.
   *
   * <p>Health, order and rate keep webhooks from being claimed from: {@link HealthStore} says how
   * health does. Of an ordered webhook one delivery at a time is claimed, the one that was appended
   * first of those that are not final; while it waits for a retry, the others wait for it. To a
   * webhook with a rate limit all nodes together send no more than its POSTs a second, evenly: a
   * claim takes what may be sent within a part of a second and says {@linkplain
   * ClaimedDelivery#sendAfter when}.
   *
   * <p>Bounded: the claim holds no more than {@code maxBytes} of bodies at any time, plus what one
   * statement brings. What does not fit keeps its place and is due still.
   *
   * @return at most {@code limit}, in any order; fewer, or none, does not mean that nothing else is
   *     due
   */
  List<ClaimedDelivery> claim(ClaimRequest request);

  /**
   * How long until there is something to claim: zero when there is already.
   *
   * @param request what would be claimed; workspaces and webhooks that it excludes don't count
   * @param atMost the longest answer of interest; what becomes due later need not be looked for
   */
  Duration untilNextDue(ClaimRequest request, Duration atMost);

  /**
   * Ends claims: records each attempt and moves each delivery to its next state, all or none. A
   * completion whose token is not that of the delivery's latest claim is ignored and leaves no
   * trace. An accepted completion ends its claim: the same one again, as after a lost reply, is
   * ignored too, and so is one of a delivery that is in a final state. That a lease has ended does
   * not matter while nobody claimed the delivery since.
   *
   * <p>A node may claim again what it lost, so completions of several claims of a delivery may come
   * together.
   *
   * <p>A webhook may be deleted while a POST is out. What the latest claim then tells of its
   * attempt is recorded all the same, once, acknowledged or not; the delivery is {@code CANCELLED},
   * and the completion is not among those that were accepted.
   *
   * <p>A completion with an attempt sets the delivery's last status and last error. One without an
   * attempt leaves both as they are, unless it has an error, which becomes the last one.
   *
   * <p>Of each webhook with an accepted completion that has a failed attempt, or of which something
   * is remembered, the judge is asked in the same transaction, and what it answers is stored, as
   * {@link HealthStore} says. Of what is not accepted it is told nothing.
   */
  CompletionResult complete(Collection<Completion> completions, HealthJudge judge);

  /**
   * Ends claims, whatever that says about the webhooks' health.
   *
   * @return the ids of the deliveries whose completion was accepted
   */
  default Set<String> complete(Collection<Completion> completions) {
    return complete(completions, HealthJudge.none()).accepted();
  }

  /**
   * One page of deliveries, of one workspace or of all: by creation, newest first, then by id,
   * greatest first. Where a filter finds little in a long log, a page may end short of its limit,
   * or empty, with a cursor to go on from.
   */
  DeliveryPage query(DeliveryQuery query);

  /**
   * The workspace's delivery with this id, its body and its newest {@value
   * DeliveryDetail#MAX_ATTEMPTS} attempts; another workspace's is absent.
   */
  Optional<DeliveryDetail> findDelivery(String workspace, String deliveryId);

  /**
   * Attempts of the workspace's delivery with this id, oldest first: of those whose number is less
   * than {@code before} the newest {@code limit}. None when the workspace has no such delivery.
   */
  List<Attempt> findAttempts(String workspace, String deliveryId, int before, int limit);

  /**
   * Sends a delivery again, now:
   *
   * <ul>
   *   <li>one that is delivered, failed or was dropped is put back to work: pending, due at once, a
   *       new round of retries, its log kept; unless it has {@link Delivery#MAX_ATTEMPTS} attempts;
   *   <li>one that waits for a retry, or for its first attempt, is due at once; its round goes on,
   *       and no claim is touched.
   * </ul>
   *
   * Of an ordered webhook, one that is put back to work comes last, and one that waits behind
   * others goes on waiting. Any other stays as it is. Where several reasons hold, that of the
   * webhook comes first.
   */
  RedeliveryAnswer redeliver(String workspace, String deliveryId);

  /**
   * How many deliveries {@link #recover} would put back to work. None when the workspace has no
   * such webhook.
   *
   * @param from only those created at this instant or later
   * @param until only those created before this instant
   * @throws LogTooLongException when there is so much between the two instants that a caller would
   *     wait too long
   */
  int countRecoverable(String workspace, String webhookId, Instant from, Instant until);

  /**
   * Puts failed deliveries of a webhook back to work, as {@link #redeliver} does: the oldest first,
   * by creation and then by id. Those that have {@link Delivery#MAX_ATTEMPTS} attempts are passed
   * over.
   *
   * @param from only those created at this instant or later
   * @param until only those created before this instant
   * @param after the id of a delivery: only those that come behind it in that order, so that a
   *     caller who goes on from the last id comes to an end even while deliveries fail again; null
   *     for all
   * @param limit how many at most, so that one call's work is bounded
   * @return the ids of those that were put back, in that order; fewer than {@code limit} only if no
   *     more are left
   */
  List<String> recover(
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable String after,
      int limit);

  /**
   * Cancels deliveries of a webhook that are pending, whatever its status, so that they are not
   * sent any more; their log stays. What is claimed at that moment is cancelled like the rest, and
   * what its completion tells of an attempt is recorded once, as with a webhook that was deleted.
   * None when the workspace has no such webhook.
   *
   * @param limit how many at most, at least 1, so that one call's work is bounded
   * @return how many; fewer than {@code limit} only if no more are left
   */
  int dropWaiting(String workspace, String webhookId, int limit);
}
