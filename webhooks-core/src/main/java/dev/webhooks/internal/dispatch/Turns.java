package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.dispatch.Tenant.Line;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to be sent to: workspaces take turns, and so do the webhooks of a workspace, as
 * far as places are shared out to them. What waits to a webhook leaves in its order.
 *
 * <p>Guarantee N: no workspace has more than its {@linkplain Shares share} under way, no webhook
 * more than its bound, and those that don't answer in time have a capped part together.
 *
 * <p>Not thread safe.
 */
final class Turns {
  private final Shares places;
  private final int perWebhook;
  private final Predicate<String> isSlow;

  /** Those with something that waits or is under way. */
  private final Map<String, Tenant> tenants = new HashMap<>();

  /** Those with something that waits. */
  private final Deque<Tenant> turns = new ArrayDeque<>();

  /** In the order in which they began. */
  private final Set<QueuedDelivery> underWay = new LinkedHashSet<>();

  private final HeldBack heldBack = new HeldBack();

  private int waiting;
  private int handedOver;
  private int slowUnderWay;
  private int ofLastWorkspace;
  private int ofLastWebhook;
  private boolean lastHasPlacesAgain;

  /**
   * @param places how many may be under way at a time
   * @param perWebhook how many of them to one webhook
   * @param isSlow whether a webhook, by its id, is one that does not answer in time
   */
  Turns(int places, int perWebhook, Predicate<String> isSlow) {
    this.places = new Shares(places);
    this.perWebhook = perWebhook;
    this.isSlow = isSlow;
  }

  /** How many may be under way at a time. */
  int places() {
    return places.limit();
  }

  /** How many wait, those included whose time to be sent has not come. */
  int waiting() {
    return waiting + heldBack.size();
  }

  /** How many wait for nothing but a place. */
  int ready() {
    return waiting;
  }

  int underWay() {
    return underWay.size();
  }

  /** Adds one that is not to be sent before {@link QueuedDelivery#since}. */
  void addHeldBack(QueuedDelivery delivery) {
    heldBack.add(delivery);
  }

  /** How many nanoseconds until there is something to {@link #release}, if nothing is added. */
  long untilRelease(long now) {
    return heldBack.untilFirst(now);
  }

  /** Lets those be sent whose time has come. */
  void release(long now) {
    QueuedDelivery due = heldBack.peekDue(now);
    for (; due != null; due = heldBack.peekDue(now)) {
      add(due);
      heldBack.poll();
    }
  }

  /** Adds one that is to wait; when there is no memory for it, nothing has changed. */
  void add(QueuedDelivery delivery) {
    try {
      Tenant tenant = tenants.computeIfAbsent(delivery.workspace(), Tenant::new);
      tenant.put(delivery);
      if (tenant.waiting == 0) {
        turns.addLast(tenant);
      }
      count(tenant, delivery, 1);
    } catch (RuntimeException | Error e) {
      takeOut(delivery);
      throw e;
    }
  }

  /** Undoes an add, of one that still waits. */
  void withdraw(QueuedDelivery delivery) {
    if (heldBack.remove(delivery)) {
      return;
    }
    Tenant tenant = tenants.get(delivery.workspace());
    if (tenant != null) {
      count(tenant, delivery, -1);
      takeOut(delivery);
    }
  }

  private void takeOut(QueuedDelivery delivery) {
    Tenant tenant = tenants.get(delivery.workspace());
    if (tenant == null) {
      return;
    }
    tenant.takeOut(delivery);
    if (tenant.waiting == 0) {
      turns.remove(tenant);
    }
    forgetIfEmpty(tenant);
  }

  /** Begins the next that has a place, if there is one. */
  @Nullable QueuedDelivery begin() {
    for (int i = turns.size(); i > 0; i--) {
      Tenant tenant = turns.getFirst();
      if (!lacksPlaces(tenant)) {
        Line line = nextLine(tenant);
        if (line != null) {
          return begin(tenant, line);
        }
      }
      turns.addLast(turns.removeFirst());
    }
    return null;
  }

  /** Whether it has all the places that it may have now: what waits of it waits for those. */
  private boolean lacksPlaces(Tenant tenant) {
    return !places.admits(tenant.underWay, underWay.size(), tenants.size());
  }

  /** Whether a workspace has all the places that it may have now. */
  boolean lacksPlaces(String workspace) {
    Tenant tenant = tenants.get(workspace);
    return tenant == null ? underWay.size() >= places.limit() : lacksPlaces(tenant);
  }

  private @Nullable Line nextLine(Tenant tenant) {
    Shares ofTenant = places.within(underWay.size(), tenants.size());
    for (int i = tenant.turns.size(); i > 0; i--) {
      Line line = tenant.turns.getFirst();
      if (line.underWay.size() < perWebhook
          && ofTenant.admitsWebhook(line.underWay.size(), tenant.underWay)
          && (!isSlow.test(line.webhook) || maySlow(tenant))) {
        return line;
      }
      tenant.turns.addLast(tenant.turns.removeFirst());
    }
    return null;
  }

  private boolean maySlow(Tenant tenant) {
    return slowUnderWay < places.mostOfSlow()
        && tenant.slowUnderWay < places.mostOfSlowInWorkspace();
  }

  /** Begins all that waits, whether or not there is a place: none of it is going to be sent. */
  List<QueuedDelivery> beginAll(long now) {
    for (QueuedDelivery next = heldBack.poll(); next != null; next = heldBack.poll()) {
      next.since = now;
      add(next);
    }
    return beginAllSince(now + 1, tenant -> 0);
  }

  /**
   * Begins what has been waiting since before this time, whether or not there is a place: none of
   * it is going to be sent. With something, all that waits to its webhook is begun.
   *
   * @param kept of workspaces that lack places so many go on waiting, of all of them together, but
   *     of each at least one: as long as it waits, no more is claimed
   */
  List<QueuedDelivery> beginStale(long time, int kept) {
    int ofEach = Math.max(1, kept / Math.max(1, turns.size()));
    return beginAllSince(time, tenant -> lacksPlaces(tenant) ? ofEach : 0);
  }

  private List<QueuedDelivery> beginAllSince(long time, ToIntFunction<Tenant> kept) {
    List<Tenant> some = List.copyOf(turns);
    // Before any is begun: that takes places.
    int[] most =
        some.stream().mapToInt(tenant -> tenant.waiting - kept.applyAsInt(tenant)).toArray();
    List<QueuedDelivery> all = new ArrayList<>();
    for (int i = 0; i < most.length; i++) {
      Tenant tenant = some.get(i);
      for (Line line : List.copyOf(tenant.turns)) {
        if (line.hasWaitedSince(time)) {
          for (; most[i] > 0 && !line.waiting.isEmpty(); most[i]--) {
            all.add(begin(tenant, line));
          }
        }
      }
    }
    return all;
  }

  /** Begins the line's first; line and tenant have had their turn. */
  private QueuedDelivery begin(Tenant tenant, Line line) {
    QueuedDelivery next = line.waiting.getFirst();
    next.slow = isSlow.test(line.webhook);
    line.underWay.add(next); // first: there may be no memory for it
    underWay.add(next);
    line.waiting.removeFirst();
    tenant.turns.remove(line);
    if (!line.waiting.isEmpty()) {
      tenant.turns.addLast(line);
    }
    turns.remove(tenant);
    count(tenant, next, -1);
    if (tenant.waiting > 0) {
      turns.addLast(tenant);
    }
    ofLastWorkspace = tenant.waiting;
    ofLastWebhook = line.waiting.size();
    countUnderWay(tenant, next, 1);
    return next;
  }

  /** Ends what was begun; says whether it had. */
  boolean end(QueuedDelivery delivery) {
    if (!underWay.remove(delivery)) {
      return false;
    }
    Tenant tenant = tenants.get(delivery.workspace());
    Line line = tenant == null ? null : tenant.lines.get(delivery.webhookId());
    lastHasPlacesAgain = false;
    if (tenant != null && line != null) {
      countUnderWay(tenant, delivery, -1);
      line.underWay.remove(delivery);
      tenant.forgetIfEmpty(line);
      forgetIfEmpty(tenant);
      if (tenant.passedOver && !lacksPlaces(tenant)) {
        tenant.passedOver = false;
        lastHasPlacesAgain = true;
      }
    }
    return true;
  }

  /**
   * Whether the workspace of the one that ended last had {@linkplain #workspacesWaiting enough} for
   * its lack of places, and has places again.
   */
  boolean lastHasPlacesAgain() {
    return lastHasPlacesAgain;
  }

  private void forgetIfEmpty(Tenant tenant) {
    if (tenant.lines.isEmpty()) {
      tenants.remove(tenant.workspace);
    }
  }

  private void count(Tenant tenant, QueuedDelivery delivery, int more) {
    tenant.waiting += more;
    waiting += more;
    handedOver += delivery.handedOver ? more : 0;
  }

  private void countUnderWay(Tenant tenant, QueuedDelivery delivery, int more) {
    tenant.underWay += more;
    if (delivery.slow) {
      tenant.slowUnderWay += more;
      slowUnderWay += more;
    }
  }

  /** How many of those under way began before this time. */
  int begunBefore(long time) {
    int count = 0;
    for (QueuedDelivery delivery : underWay) {
      if (delivery.since - time >= 0) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * How many wait for this node: not for places of their workspace, nor for their endpoints, as
   * those of a webhook do of which something has been waiting or under way since before this time.
   */
  int waitingForNode(long time) {
    return turns.stream()
        .mapToInt(tenant -> lacksPlaces(tenant) ? 0 : tenant.waitingBut(time))
        .sum();
  }

  /**
   * The workspaces of which enough waits: at least so many that don't wait for their endpoints, or
   * three times as many that do; or anything since before this time, where they lack places.
   */
  Set<String> workspacesWaiting(int atLeast, long time) {
    Set<String> full = new HashSet<>(heldBack.workspacesOf(atLeast));
    for (Tenant tenant : turns) {
      boolean enough = isFull(tenant, atLeast, time);
      tenant.passedOver = enough && lacksPlaces(tenant);
      if (enough) {
        full.add(tenant.workspace);
      }
    }
    return full;
  }

  private boolean isFull(Tenant tenant, int atLeast, long time) {
    int held = heldBack.of(tenant.workspace);
    int all = held + tenant.waiting;
    if (lacksPlaces(tenant)) {
      return all >= atLeast || tenant.hasWaitedSince(time);
    }
    return all >= 3 * atLeast || (all >= atLeast && tenant.waitingBut(time) + held >= atLeast);
  }

  /** The webhooks of which at least so many wait, or one that waits for its endpoint. */
  Set<String> webhooksWaiting(int atLeast, long time) {
    return turns.stream()
        .flatMap(tenant -> tenant.turns.stream())
        .filter(line -> line.waiting.size() >= atLeast || line.isStalledSince(time))
        .map(line -> line.webhook)
        .collect(Collectors.toSet());
  }

  /** How many more wait of the workspace that had the last turn. */
  int waitingOfLastWorkspace() {
    return ofLastWorkspace;
  }

  /** Whether a webhook waits for its endpoint. */
  boolean isStalledSince(String workspace, String webhook, long time) {
    Line line = find(workspace, webhook);
    return line != null && line.isStalledSince(time);
  }

  /** How many more wait of the webhook that had the last turn. */
  int waitingOfLastWebhook() {
    return ofLastWebhook;
  }

  /** When the oldest of the deliveries was created that are next in turn; null if none is. */
  @Nullable Instant oldestWaiting() {
    return turns.stream()
        .flatMap(tenant -> tenant.turns.stream())
        .map(line -> line.waiting.getFirst().claim().delivery().createdAt())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** How many of those wait that were published here. */
  int waitingHandedOver() {
    return handedOver;
  }

  /** How many of a workspace wait, but for those whose time to be sent has not come. */
  int waitingFor(String workspace) {
    Tenant tenant = tenants.get(workspace);
    return tenant == null ? 0 : tenant.waiting;
  }

  /** How many of a webhook wait. */
  int waitingFor(String workspace, String webhook) {
    Line line = find(workspace, webhook);
    return line == null ? 0 : line.waiting.size();
  }

  private @Nullable Line find(String workspace, String webhook) {
    Tenant tenant = tenants.get(workspace);
    return tenant == null ? null : tenant.lines.get(webhook);
  }

  /** How many of the webhooks that don't answer in time wait or are under way. */
  int slow() {
    return slowUnderWay + turns.stream().mapToInt(tenant -> tenant.waitingTo(isSlow)).sum();
  }
}
