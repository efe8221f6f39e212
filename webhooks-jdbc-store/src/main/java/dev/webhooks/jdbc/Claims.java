package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deals out what is due. A claim walks over the workspaces that have pending deliveries, from where
 * the claim before it ended, and takes a few of each; of a workspace it walks over the webhooks, in
 * the same way. So what it costs depends on how many it passes, not on how much waits behind any of
 * them, and each has its turn.
 *
 * <p>Thread safe.
 */
final class Claims {
  private static final int SHORTEST_STRETCH = 32;
  private static final int LONGEST_STRETCH = 1_000;

  /** How soon to look again after a walk that did not see all, or met what is to be cancelled. */
  private static final Duration NEXT_LOOK = Duration.ofMillis(200);

  private static final int FEWEST = 8;

  private final Queue queue;
  private final Turns turns = new Turns();

  /** How many deliveries a claim may take so that few of them are given back for their bytes. */
  private volatile int fitting = Integer.MAX_VALUE;

  private volatile Turns looks = new Turns();

  Claims(Queue queue) {
    this.queue = queue;
  }

  /**
   * What a claim found.
   *
   * @param misplaced webhooks whose deliveries should not lie where it met them
   * @param released whether there are deliveries to be put back
   * @param soonest when something is due that could not be taken yet; empty if not all was seen
   */
  record Found(
      List<ClaimedDelivery> claimed,
      List<PendingWebhook> misplaced,
      boolean released,
      Optional<Duration> soonest) {}

  /** Claims within the session's transaction. */
  Found claim(Session session, ClaimRequest request) throws SQLException {
    int longest = longestStretch(session);
    QueueWalk walk = new QueueWalk(queue, turns, request.excludedWorkspaces(), longest);
    int limit = session.limit().rows(Math.min(request.limit(), fitting), 1);
    Claim claim = new Claim(session, queue, request, limit);
    List<PendingWebhook> misplaced = new ArrayList<>();
    long soonest = Micros.of(Completion.MAX_DELAY);
    int stretch = Math.min(longest, Math.max(SHORTEST_STRETCH, claim.webhooksWanted()));
    while (claim.wanted() > 0 && walk.goesOn()) {
      List<WorkspaceWalk> workspaces = next(walk, session, stretch);
      for (WorkspaceWalk workspace : workspaces) {
        workspace.fresh().stream()
            .filter(webhook -> !webhook.isInPlace() || webhook.hasLostItsOrder())
            .forEach(misplaced::add);
        soonest = Math.min(soonest, soonest(workspace, request));
      }
      claim.leaseFrom(workspaces);
      if (walk.metAll()) {
        stretch = Math.min(longest, stretch * 2);
      }
    }
    List<ClaimedDelivery> claimed = claim.claimed();
    claim.endTurns(turns, walk.from());
    adapt(claimed.size(), claim.gaveBack(), limit);
    return new Found(
        claimed,
        misplaced,
        walk.sawReleased(),
        walk.sawAll() ? Optional.of(Micros.duration(soonest)) : Optional.empty());
  }

  /** What is given back was written twice for nothing, so the next claim takes less. */
  private void adapt(int claimed, boolean gaveBack, int limit) {
    if (gaveBack) {
      fitting = Math.max(FEWEST, 2 * claimed);
    } else if (claimed >= limit && fitting < Integer.MAX_VALUE / 2) {
      fitting = 2 * fitting;
    }
  }

  /**
   * When a claim has something to do for a workspace's fresh webhooks, in microseconds from now:
   * the first is due, or one is gone, whose deliveries are cancelled after each claim.
   */
  private static long soonest(WorkspaceWalk workspace, ClaimRequest request) {
    long soonest = Long.MAX_VALUE;
    for (PendingWebhook webhook : workspace.fresh()) {
      if (webhook.isGone()) {
        soonest = Math.min(soonest, Micros.of(NEXT_LOOK));
      } else if (Claim.admits(request, webhook)) {
        soonest = Math.min(soonest, webhook.dueIn());
      }
    }
    return soonest;
  }

  private static List<WorkspaceWalk> next(QueueWalk walk, Session session, int stretch)
      throws SQLException {
    if (stretch > SHORTEST_STRETCH) {
      session.limit().lookAt(stretch);
    }
    return walk.next(session, stretch);
  }

  private static int longestStretch(Session session) {
    return Math.max(SHORTEST_STRETCH, Math.min(LONGEST_STRETCH, session.limit().rows()));
  }

  /**
   * How long until something is due; what a walk of bounded length did not see is worth an early
   * look.
   */
  Duration untilNextDue(Session session, ClaimRequest request, Duration atMost)
      throws SQLException {
    Turns places = looks;
    int longest = longestStretch(session);
    QueueWalk walk = new QueueWalk(queue, places, request.excludedWorkspaces(), longest);
    long soonest = Micros.of(atMost);
    while (walk.goesOn()) {
      for (WorkspaceWalk workspace : next(walk, session, longest)) {
        soonest = Math.min(soonest, soonest(workspace, request));
        if (soonest <= 0) {
          return Duration.ZERO;
        }
        workspace.endTurn(places);
      }
      places.goOnFrom(walk.from());
      if (walk.sawReleased()) {
        return Duration.ZERO;
      }
    }
    if (walk.sawAll()) {
      looks = new Turns();
    }
    Duration seen = soonest == Micros.of(atMost) ? atMost : Micros.duration(soonest);
    return walk.sawAll() || seen.compareTo(NEXT_LOOK) < 0 ? seen : NEXT_LOOK;
  }
}
