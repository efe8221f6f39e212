package dev.webhooks.internal.dispatch;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The one place that says who gets nothing now: for whom enough waits, who does not answer in time,
 * who can't be sent to from this node. Claiming, waiting for what is due and handing over what was
 * just published all ask here. Whom the store keeps from being claimed, for their health, their
 * order or their rate, it need not know but for what no claim looks at.
 *
 * <p>Used by the claiming thread, but for {@link #admits}, which is thread safe.
 */
final class Gate {
  /** How often those that don't answer in time have a turn, when they are too many. */
  private static final long TURN_OF_SLOW = Duration.ofSeconds(1).toNanos();

  /** With fewer of each webhook a claim is not worth its transaction. */
  private static final int WORTH_A_CLAIM = 8;

  private final SendQueue queue;
  private final SlowWebhooks slow;
  private final Endpoints endpoints;
  private final Doubts doubts;
  private final HealthWatch health;
  private final SendWindow window;
  private final DispatchSettings settings;
  private final LongSupplier nanoClock;
  private final int mostOfSlow;
  private long lastTurnOfSlow;
  private int nextOfSlow;

  Gate(
      SendQueue queue,
      SlowWebhooks slow,
      Endpoints endpoints,
      Doubts doubts,
      HealthWatch health,
      SendWindow window,
      DispatchSettings settings,
      LongSupplier nanoClock) {
    this.queue = queue;
    this.slow = slow;
    this.endpoints = endpoints;
    this.doubts = doubts;
    this.health = health;
    this.window = window;
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.mostOfSlow = new Shares(settings.maxInFlight()).mostOfSlow();
    this.lastTurnOfSlow = nanoClock.getAsLong() - TURN_OF_SLOW;
  }

  /**
   * What may be claimed now.
   *
   * @param isOpen whether anything may be claimed at all
   * @param request excludes who gets nothing now; those exclusions are over within a poll interval,
   *     or when something that waits here has left
   * @param slow how many of those are in turn now that don't answer in time
   */
  record Admission(boolean isOpen, ClaimRequest request, int slow) {}

  Admission admission() {
    Room room = queue.room(window.isReduced() ? window.size() : Integer.MAX_VALUE);
    Set<String> excluded = new HashSet<>(room.fullWebhooks());
    excluded.addAll(endpoints.passedOver());
    excluded.addAll(doubts.passedOver());
    List<String> late = slow.all();
    int ofOne = room.perWebhook();
    int inTurn = 0;
    if (!late.isEmpty()) {
      int left = Math.max(0, mostOfSlow - room.slow());
      int each = Math.min(ofOne, left / late.size());
      if (each >= Math.min(ofOne, WORTH_A_CLAIM)) {
        ofOne = each;
      } else {
        boolean turn = left > 0 && nanoClock.getAsLong() - lastTurnOfSlow >= TURN_OF_SLOW;
        inTurn = turn ? left : 0;
        ofOne = turn ? 1 : ofOne;
        excludeSlow(late, inTurn, excluded);
      }
    }
    ClaimRequest request =
        ClaimRequest.builder(
                Math.max(1, Math.min(room.limit(), settings.claimLimit())), settings.lease())
            .perWorkspace(room.perWorkspace())
            .perWebhook(ofOne)
            .excludedWorkspaces(room.fullWorkspaces())
            .excludedWebhooks(excluded)
            .maxBytes(room.bytes())
            .build();
    return new Admission(room.limit() > 0, request, inTurn);
  }

  /** All but so many, and another time it is others that are admitted. */
  private void excludeSlow(List<String> late, int admitted, Set<String> excluded) {
    for (int i = admitted; i < late.size(); i++) {
      excluded.add(late.get(Math.floorMod(nextOfSlow + i, late.size())));
    }
  }

  /** What was admitted has been claimed. */
  void claimed(Admission admission) {
    if (admission.slow() > 0) {
      lastTurnOfSlow = nanoClock.getAsLong();
      nextOfSlow += admission.slow();
    }
  }

  /** Whether deliveries that are published here may be handed over without a claim, given room. */
  boolean takesPublished() {
    health.used();
    return !window.isReduced() && health.isCurrent();
  }

  /** How many deliveries that are published here, of a workspace, may be handed over. */
  int roomForPublished(String workspace) {
    return queue.roomForPublished(workspace);
  }

  /** How many deliveries that were promised to be taken have room by now. */
  int roomForPromised() {
    return window.isReduced() ? 0 : queue.room();
  }

  /** Whether a delivery that is published here may be handed over without a claim. */
  boolean admits(Webhook webhook) {
    String id = webhook.id();
    return !webhook.settings().ordered()
        && webhook.settings().rateLimit() == null
        && health.admits(id)
        && !slow.contains(id)
        && !queue.keepsWaiting(webhook.workspace(), id)
        && !endpoints.passedOver().contains(id)
        && !doubts.passedOver().contains(id);
  }
}
