package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claim, within one transaction. Not thread safe.
 *
 * <p>Every statement here costs by the number of deliveries, and there are four of them a claim,
 * the walk included, where nothing comes in between and bodies are short: no row is looked for
 * twice.
 */
final class Claim {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  private static final Bulk GIVE_BACK =
      Bulk.update(
          "webhooks_pending",
          "due_at = :due_at",
          "delivery_id = :id",
          Bulk.text("id"),
          Bulk.bigint("due_at"));

  private final Session session;
  private final Queue queue;
  private final ClaimRequest request;
  private final int limit;

  /** What was leased, by webhook, in the order of the walk. */
  private final Map<String, List<Leased>> leased = new LinkedHashMap<>();

  private final Map<String, Long> versions = new HashMap<>();
  private int count;
  private boolean gaveBack;
  private @Nullable String lastServed;

  /**
   * @param limit how many to take, at most as many as are requested
   */
  Claim(Session session, Queue queue, ClaimRequest request, int limit) {
    this.session = session;
    this.queue = queue;
    this.request = request;
    this.limit = limit;
  }

  /** How many deliveries are still wanted. */
  int wanted() {
    return limit - count;
  }

  /**
   * How many webhooks give that many, if each has enough, and those are met that are passed over.
   */
  int webhooksWanted() {
    int giving = (wanted() + request.perWebhook() - 1) / request.perWebhook();
    return giving + request.excludedWebhooks().size();
  }

  /**
   * Leases from due webhooks, in their order, until there is enough.
   *
   * @param end where the next walk begins if all of them had their turn
   * @return where the next walk begins
   */
  String leaseFrom(List<PendingWebhook> pending, String end) throws SQLException {
    List<PendingWebhook> due =
        pending.stream()
            .filter(webhook -> webhook.isActive() && webhook.isDue())
            .filter(webhook -> !request.excludedWebhooks().contains(webhook.id()))
            .toList();
    if (due.isEmpty()) {
      return end;
    }
    due.forEach(webhook -> versions.put(webhook.id(), webhook.version()));
    List<String> webhooks = due.stream().map(PendingWebhook::id).toList();
    Map<String, List<Leased>> found =
        queue
            .lease(session, webhooks, request.perWebhook(), wanted(), Micros.of(request.lease()))
            .stream()
            .collect(Collectors.groupingBy(Leased::webhookId));
    String last = end;
    for (String webhook : webhooks) {
      List<Leased> ofOne = found.get(webhook);
      if (ofOne != null) {
        ofOne.sort(Comparator.comparingLong(Leased::dueAt));
        leased.computeIfAbsent(webhook, w -> new ArrayList<>()).addAll(ofOne);
        count += ofOne.size();
        last = webhook;
      }
    }
    return wanted() > 0 ? end : last;
  }

  /** What the log knows of a delivery. */
  private record Row(DeliveryReference delivery, int attempts, int attemptsBeforeRound) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          DeliveryLogTable.reference(row), row.getInt("attempts"), row.getInt("round_start"));
    }

    String eventId() {
      return delivery.eventId();
    }
  }

  /** What was taken and fits, with the bodies; what does not fit is given back. */
  List<ClaimedDelivery> claimed() throws SQLException {
    if (count == 0) {
      return List.of();
    }
    List<Leased> inTurns = inTurns();
    Map<String, Row> rows = new HashMap<>();
    session.forEach(
        """
        select id, event_id, event_type, workspace, account, webhook_id, created_at, attempts,
          round_start
        from webhooks_delivery where id {in}\
        """,
        row -> rows.put(row.getString("id"), Row.read(row)),
        new Ids(inTurns.stream().map(Leased::id).toList()));
    dropUnknown(inTurns, rows.keySet());
    List<String> events = inTurns.stream().map(one -> eventOf(one, rows)).distinct().toList();
    Bodies bodies = Bodies.lookAt(session, events, request.maxBytes());
    int fitting = fitting(inTurns.stream().map(one -> eventOf(one, rows)).toList(), bodies);
    giveBack(inTurns.subList(fitting, inTurns.size()));
    List<Leased> kept = inTurns.subList(0, fitting);
    bodies.read(kept.stream().map(one -> eventOf(one, rows)).distinct().toList());
    return kept.stream()
        .map(
            one -> {
              Row row = requireNonNull(rows.get(one.id()));
              return claimed(row, one.token(), bodies.of(row.eventId()));
            })
        .toList();
  }

  /**
   * What the log does not know can't be sent. On H2, where it is what a kill left, it leaves the
   * queue; elsewhere it waits for the end of its lease, and is mostly known then.
   */
  private void dropUnknown(List<Leased> some, Set<String> known) throws SQLException {
    List<String> unknown = some.stream().map(Leased::id).filter(id -> !known.contains(id)).toList();
    if (unknown.isEmpty()) {
      return;
    }
    log.warn("Deliveries are in the queue that the log does not know: {}", unknown);
    if (queue.mayLoseDeliveries()) {
      session.update("delete from webhooks_pending where delivery_id {in}", new Ids(unknown));
    }
    some.removeIf(one -> !known.contains(one.id()));
  }

  private static String eventOf(Leased one, Map<String, Row> rows) {
    return requireNonNull(rows.get(one.id())).eventId();
  }

  /**
   * The longest due of each webhook, then the second of each: where bytes run out, every webhook
   * has its share of them.
   */
  private List<Leased> inTurns() {
    List<Leased> inTurns = new ArrayList<>(count);
    for (int turn = 0; inTurns.size() < count; turn++) {
      for (List<Leased> ofOne : leased.values()) {
        if (turn < ofOne.size()) {
          inTurns.add(ofOne.get(turn));
        }
      }
    }
    return inTurns;
  }

  /** How many deliveries, of these events, fit into the bytes that were asked for; at least one. */
  private int fitting(List<String> events, Bodies bodies) {
    Set<String> held = new HashSet<>();
    long left = request.maxBytes();
    int fitting = 0;
    for (String event : events) {
      if (held.add(event)) {
        left -= bodies.length(event);
        if (left < 0 && held.size() > 1) {
          return fitting;
        }
      }
      fitting++;
    }
    return fitting;
  }

  /** Each has its place in its webhook's line again. */
  private void giveBack(List<Leased> some) throws SQLException {
    if (some.isEmpty()) {
      return;
    }
    gaveBack = true;
    Set<String> unserved = some.stream().map(Leased::id).collect(Collectors.toSet());
    List<@Nullable Object[]> rows = new ArrayList<>();
    some.forEach(one -> rows.add(new @Nullable Object[] {one.id(), one.dueAt()}));
    session.write(GIVE_BACK, rows);
    List<String> served =
        leased.entrySet().stream()
            .filter(ofOne -> !unserved.contains(ofOne.getValue().get(0).id()))
            .map(Map.Entry::getKey)
            .toList();
    if (served.size() < leased.size()) {
      lastServed = served.get(served.size() - 1);
    }
  }

  /** Whether something did not fit. */
  boolean gaveBack() {
    return gaveBack;
  }

  /** The last webhook that had a turn, if bytes ran out before others had theirs. */
  Optional<String> lastServed() {
    return Optional.ofNullable(lastServed);
  }

  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  private ClaimedDelivery claimed(Row row, long token, byte @Nullable [] body) {
    return new ClaimedDelivery(
        row.delivery(),
        body,
        row.attempts(),
        row.attemptsBeforeRound(),
        token,
        versions.getOrDefault(row.delivery().webhookId(), 0L));
  }
}
