package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.webhooks.jdbc.Queue.Body;
import dev.webhooks.jdbc.Queue.Content;
import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Queue.Share;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claim, within one transaction. Not thread safe.
 *
 * <p>Every statement here costs by the number of deliveries, and there are few of them a claim
 * where nothing comes in between and bodies are short: on PostgreSQL two, the walk included. No row
 * is looked for twice.
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
  private final Permits permits;

  /** What was taken, by the workspaces' walks, in the order of the walk. */
  private final Map<WorkspaceWalk, Taken> taken = new LinkedHashMap<>();

  /** How much was taken of a webhook, at whatever place. */
  private final Map<String, Integer> ofWebhooks = new HashMap<>();

  private final Map<String, Long> versions = new HashMap<>();
  private int count;
  private boolean gaveBack;

  /** Where the next claim begins, where it is not where the walk ended. */
  private @Nullable String next;

  /**
   * @param limit how many to take, at most as many as are requested
   */
  Claim(Session session, Queue queue, ClaimRequest request, int limit) {
    this.session = session;
    this.queue = queue;
    this.request = request;
    this.limit = limit;
    this.permits = new Permits(session, request.lease());
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

  /** Whether a claim takes what is due of this webhook. */
  static boolean admits(ClaimRequest request, PendingWebhook webhook) {
    String workspace = webhook.workspace();
    return workspace != null && webhook.isActive() && request.admits(workspace, webhook.id());
  }

  /**
   * Leases from the fresh webhooks of these workspaces: an equal share of each, and then what
   * others left.
   */
  void leaseFrom(List<WorkspaceWalk> walks) throws SQLException {
    List<Taken> open = new ArrayList<>();
    for (WorkspaceWalk walk : walks) {
      Taken ofOne = taken.computeIfAbsent(walk, w -> new Taken(w, request.perWorkspace()));
      ofOne.meet(
          walk.fresh().stream()
              .filter(webhook -> webhook.isDue() && admits(request, webhook))
              .toList());
      if (ofOne.isOpen()) {
        open.add(ofOne);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    lease(open, (wanted() + open.size() - 1) / open.size());
    if (wanted() == 0) {
      open.stream()
          .filter(ofOne -> ofOne.count() > 0)
          .forEach(ofOne -> next = Queue.behind(ofOne.walk().workspace()));
      return;
    }
    List<Taken> again = open.stream().filter(Taken::wantsMore).toList();
    if (!again.isEmpty()) {
      lease(again, wanted());
    }
    if (wanted() == 0) {
      // Who had what others left has it once.
      next = Queue.behind(walks.get(0).workspace());
    }
  }

  private void lease(List<Taken> open, int most) throws SQLException {
    Map<String, Integer> left = new HashMap<>();
    List<Share> shares = new ArrayList<>();
    Map<Place, Taken> places = new HashMap<>();
    permits.ask(open.stream().flatMap(ofOne -> ofOne.due().stream()).toList());
    for (Taken ofOne : open) {
      shares.add(ofOne.share(most, webhook -> allowance(webhook, left), permits));
      ofOne.due().forEach(webhook -> places.put(webhook.place(), ofOne));
      ofOne.due().forEach(webhook -> versions.put(webhook.id(), webhook.version()));
    }
    long shortBody = Bodies.shortest(request.maxBytes(), limit);
    List<Leased> leased =
        queue.lease(session, shares, wanted(), Micros.of(request.lease()), shortBody);
    for (Leased one : leased) {
      requireNonNull(places.get(one.place())).add(one);
      ofWebhooks.merge(one.webhookId(), 1, Integer::sum);
      count++;
    }
  }

  /**
   * How many deliveries may be taken of a webhook. A webhook has two places while an older release
   * publishes too; all goes to the first of them then.
   */
  private int allowance(String webhook, Map<String, Integer> dealt) {
    int most =
        Math.min(request.perWebhook(), permits.mostOf(webhook))
            - ofWebhooks.getOrDefault(webhook, 0);
    return dealt.putIfAbsent(webhook, most) == null ? most : 0;
  }

  /** What was taken and fits, with the bodies; what does not fit is given back. */
  List<ClaimedDelivery> claimed() throws SQLException {
    if (count == 0) {
      return List.of();
    }
    List<Leased> inTurns = inTurns();
    Map<String, Content> contents = contents(inTurns);
    dropUnknown(inTurns, contents.keySet());
    List<String> events = inTurns.stream().map(one -> eventOf(one, contents)).distinct().toList();
    Bodies bodies = new Bodies(session, request.maxBytes());
    contents.values().forEach(content -> bodies.keep(eventOf(content), content.body()));
    bodies.lookAt(events);
    int fitting = fitting(inTurns.stream().map(one -> eventOf(one, contents)).toList(), bodies);
    giveBack(inTurns.subList(fitting, inTurns.size()));
    List<Leased> kept = inTurns.subList(0, fitting);
    Map<String, Duration> sendAfter = permits.use(kept);
    bodies.read(kept.stream().map(one -> eventOf(one, contents)).distinct().toList());
    return kept.stream()
        .map(
            one -> {
              Content content = requireNonNull(contents.get(one.id()));
              return claimed(content, one, bodies, sendAfter.getOrDefault(one.id(), Duration.ZERO));
            })
        .toList();
  }

  /** What the log knows of these, by their ids. */
  private Map<String, Content> contents(List<Leased> some) throws SQLException {
    Map<String, Content> contents = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (Leased one : some) {
      Content content = one.content();
      if (content == null) {
        others.add(one.id());
      } else {
        contents.put(one.id(), content);
      }
    }
    session.forEach(
        "select {now} as read_at, " + Content.COLUMNS + " from webhooks_delivery d where d.id {in}",
        row -> contents.put(row.getString("id"), Content.read(row, Body.UNKNOWN)),
        new Ids(others));
    return contents;
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

  private static String eventOf(Leased one, Map<String, Content> contents) {
    return eventOf(requireNonNull(contents.get(one.id())));
  }

  private static String eventOf(Content content) {
    return content.delivery().eventId();
  }

  /**
   * The first of each workspace, then the second of each, and the same with the webhooks of one:
   * where bytes run out, each has its share of them.
   */
  private List<Leased> inTurns() {
    return Taken.inTurns(taken.values().stream().map(Taken::inTurns).toList());
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
    List<@Nullable Object[]> rows = new ArrayList<>();
    some.forEach(one -> rows.add(new @Nullable Object[] {one.id(), one.dueAt()}));
    session.write(GIVE_BACK, rows);
    queue.gaveBack(some);
    Set<Leased> unserved = Set.copyOf(some);
    List<Taken> withTurns = taken.values().stream().filter(ofOne -> ofOne.count() > 0).toList();
    withTurns.forEach(ofOne -> ofOne.giveBack(unserved));
    List<Taken> served = withTurns.stream().filter(ofOne -> ofOne.count() > 0).toList();
    if (served.size() < withTurns.size()) {
      next = Queue.behind(served.get(served.size() - 1).walk().workspace());
    }
  }

  /** Whether something did not fit. */
  boolean gaveBack() {
    return gaveBack;
  }

  /**
   * Notes whose turn it is next.
   *
   * @param end where the walk over workspaces ended
   */
  void endTurns(Turns turns, String end) {
    turns.goOnFrom(next == null ? end : next);
    taken.values().forEach(ofOne -> ofOne.endTurn(turns));
  }

  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  private ClaimedDelivery claimed(
      Content content, Leased leased, Bodies bodies, Duration sendAfter) {
    long overdue = Places.isPlace(leased.dueAt()) ? 0 : content.readAt() - leased.dueAt();
    long age = content.readAt() - Micros.of(content.delivery().createdAt());
    return ClaimedDelivery.builder(content.delivery(), leased.token())
        .body(bodies.of(eventOf(content)))
        .attempts(content.attempts(), content.attemptsBeforeRound())
        .sendAfter(sendAfter)
        .roundEnds(permits.roundEnds(content.delivery().webhookId()))
        .webhookVersion(versions.getOrDefault(content.delivery().webhookId(), 0L))
        .overdue(Micros.duration(overdue))
        .age(Micros.duration(age))
        .traceparent(bodies.traceparentOf(eventOf(content)))
        .build();
  }
}
