package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deals out what is due. A claim walks over the webhooks that have pending deliveries, from where
 * the claim before it ended, and takes a few of each that is active and due; so what it costs
 * depends on how many webhooks it passes, not on how much waits behind any of them, and each
 * webhook has its turn.
 *
 * <p>Thread safe. Where the walk stands is known to this process alone; nodes need not agree on it.
 */
final class Claims {
  private static final int SHORTEST_STRETCH = 32;
  private static final int LONGEST_STRETCH = 1_000;

  /** How soon to look again when nothing was found on a walk that did not come around. */
  private static final Duration NEXT_LOOK = Duration.ofMillis(200);

  private static final int GONE_AT_ONCE = 8;
  private static final byte[] NOT_READ_YET = {};

  private volatile String place = "";
  private volatile String nextLook = "";

  /**
   * What a claim found.
   *
   * @param gone webhooks that were deleted, but still have pending deliveries
   */
  record Found(List<ClaimedDelivery> claimed, List<String> gone) {}

  /** Claims within the session's transaction. */
  Found claim(Session session, ClaimRequest request) throws SQLException {
    LaneWalk walk = new LaneWalk(place);
    List<String> taken = new ArrayList<>();
    Set<String> gone = new LinkedHashSet<>();
    int needed = lanes(request.limit(), request);
    int stretch = Math.min(LONGEST_STRETCH, Math.max(SHORTEST_STRETCH, needed));
    while (taken.size() < request.limit() && walk.goesOn()) {
      List<Lane> lanes = walk.next(session, stretch);
      lanes.stream()
          .filter(lane -> lane.status() == null)
          .forEach(lane -> gone.add(lane.webhookId()));
      place = takeFrom(session, request, lanes, taken, walk.place());
      stretch = Math.min(LONGEST_STRETCH, stretch * 2);
    }
    return new Found(
        lease(session, taken, request.lease()), gone.stream().limit(GONE_AT_ONCE).toList());
  }

  /**
   * Takes from due webhooks until there is enough; answers with the place where the next walk
   * begins.
   */
  private static String takeFrom(
      Session session, ClaimRequest request, List<Lane> lanes, List<String> taken, String end)
      throws SQLException {
    List<String> due =
        lanes.stream()
            .filter(lane -> lane.isActive() && lane.isDue())
            .map(Lane::webhookId)
            .filter(webhook -> !request.passOver().contains(webhook))
            .toList();
    int from = 0;
    while (from < due.size()) {
      int left = request.limit() - taken.size();
      if (left == 0) {
        return due.get(from - 1);
      }
      List<String> some = due.subList(from, Math.min(due.size(), from + lanes(left, request)));
      taken.addAll(session.dialect().lockDue(session, some, request.perWebhook(), left));
      from += some.size();
    }
    return taken.size() == request.limit() && from > 0 ? due.get(from - 1) : end;
  }

  /** How many webhooks give so many deliveries, if each has enough. */
  private static int lanes(int deliveries, ClaimRequest request) {
    return (deliveries + request.perWebhook() - 1) / request.perWebhook();
  }

  private static List<ClaimedDelivery> lease(Session session, List<String> ids, Duration lease)
      throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    session.update(
        "update webhooks_pending set due_at = {now} + ?, token = token + 1 where delivery_id {in}",
        Micros.of(lease),
        new Ids(ids));
    return withBodies(session, leased(session, ids));
  }

  private static List<ClaimedDelivery> leased(Session session, List<String> ids)
      throws SQLException {
    return session.select(
        """
        select d.id, d.event_id, d.event_type, d.workspace, d.account, d.webhook_id, d.created_at,
          d.attempts, d.round_start, p.token, w.version
        from webhooks_pending p
        join webhooks_delivery d on d.id = p.delivery_id
        join webhooks_webhook w on w.id = p.webhook_id
        where p.delivery_id {in}\
        """,
        row ->
            new ClaimedDelivery(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Micros.instant(row.getLong(7)),
                NOT_READ_YET,
                row.getInt(8),
                row.getInt(9),
                row.getLong(10),
                row.getLong(11)),
        new Ids(ids));
  }

  /**
   * Reads each event's body once, however many of its deliveries are here. One that is missing
   * stays null.
   */
  private static List<ClaimedDelivery> withBodies(Session session, List<ClaimedDelivery> claims)
      throws SQLException {
    List<String> events = claims.stream().map(ClaimedDelivery::eventId).distinct().toList();
    Map<String, byte[]> bodies = new HashMap<>();
    if (!events.isEmpty()) {
      session.forEach(
          "select id, body from webhooks_event where id {in}",
          row -> bodies.put(row.getString(1), row.getBytes(2)),
          new Ids(events));
    }
    return claims.stream().map(claim -> withBody(claim, bodies.get(claim.eventId()))).toList();
  }

  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  private static ClaimedDelivery withBody(ClaimedDelivery c, byte @Nullable [] body) {
    return new ClaimedDelivery(
        c.id(),
        c.eventId(),
        c.eventType(),
        c.workspace(),
        c.account(),
        c.webhookId(),
        c.createdAt(),
        body,
        c.attempts(),
        c.roundStart(),
        c.token(),
        c.webhookVersion());
  }

  /**
   * How long until something is due; what a walk of bounded length did not see is worth an early
   * look.
   */
  Duration untilNextDue(Session session, Set<String> passOver, Duration atMost)
      throws SQLException {
    LaneWalk walk = new LaneWalk(nextLook);
    long soonest = Micros.of(atMost);
    while (walk.goesOn()) {
      for (Lane lane : walk.next(session, LONGEST_STRETCH)) {
        if (lane.isActive() && !passOver.contains(lane.webhookId())) {
          if (lane.isDue()) {
            return Duration.ZERO;
          }
          soonest = Math.min(soonest, lane.dueIn());
        }
      }
    }
    nextLook = walk.cameAround() ? "" : walk.place();
    Duration seen = soonest == Micros.of(atMost) ? atMost : Micros.duration(soonest);
    return walk.cameAround() || seen.compareTo(NEXT_LOOK) < 0 ? seen : NEXT_LOOK;
  }
}
