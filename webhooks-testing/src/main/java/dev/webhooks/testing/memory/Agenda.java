package dev.webhooks.testing.memory;

import static java.util.Objects.requireNonNull;

import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.testing.memory.ClaimRules.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pending deliveries, and whose turn it is.
 *
 * <p>Those of an ordered webhook have a place instead of a due time, which is later than every
 * time: so the first that was claimed, and waits for a retry now, comes before all others.
 *
 * <p>The deliveries of a webhook stand in one line, by due time. A line is ready when its head is
 * due; workspaces with ready lines take turns, and so do the ready lines of a workspace, and what
 * was served goes to the end. The others sleep until their head is due. A line whose webhook is not
 * active is neither. So a claim looks only at lines that it serves or was told to pass over, and
 * how long any of them is does not matter.
 *
 * <p>Not thread safe.
 */
final class Agenda {
  private static final Comparator<Row> BY_DUE_TIME =
      Comparator.comparing((Row row) -> requireNonNull(row.dueAt)).thenComparing(row -> row.id);
  private static final Comparator<Line> BY_WAKE_TIME =
      Comparator.comparing((Line line) -> requireNonNull(line.wakeAt))
          .thenComparing(line -> line.webhookId);

  /** Later than all times: from here on a time is a place. */
  private static final Instant FIRST_PLACE = Instant.parse("+1000000-01-01T00:00:00Z");

  private static final int CANDIDATES = 100;

  private final ClaimRules rules;
  private final Map<String, Line> lines = new HashMap<>();

  /** The ready lines of each workspace. */
  private final Map<String, Set<Line>> ready = new LinkedHashMap<>();

  private final NavigableSet<Line> sleeping = new TreeSet<>(BY_WAKE_TIME);

  private long lastPlace;

  /**
   * An empty agenda.
   *
   * @param rules what keeps a webhook from being claimed from; {@link #webhookChanged} must follow
   *     a change
   */
  Agenda(ClaimRules rules) {
    this.rules = rules;
  }

  /** Whether it is a place rather than a time. */
  static boolean isPlace(Instant dueAt) {
    return !dueAt.isBefore(FIRST_PLACE);
  }

  /** Puts a delivery on the agenda that may be sent from now on, when its turn comes. */
  void add(Row row, Instant now) {
    put(row, rules.isOrdered(row.webhookId) ? FIRST_PLACE.plusNanos(++lastPlace) : now, now);
  }

  /** Puts a delivery on the agenda, or moves it there to another time. */
  void put(Row row, Instant dueAt, Instant now) {
    remove(row, now);
    row.dueAt = dueAt;
    Line line =
        lines.computeIfAbsent(row.webhookId, webhook -> new Line(row.event.workspace(), webhook));
    line.rows.add(row);
    place(line, now);
  }

  void remove(Row row, Instant now) {
    Line line = lines.get(row.webhookId);
    if (line != null && row.dueAt != null) {
      line.rows.remove(row);
      place(line, now);
    }
    row.dueAt = null;
  }

  /** Takes a webhook's deliveries off the agenda. */
  List<Row> removeAll(String webhookId, Instant now) {
    Line line = lines.get(webhookId);
    if (line == null) {
      return List.of();
    }
    List<Row> removed = List.copyOf(line.rows);
    line.rows.clear();
    removed.forEach(row -> row.dueAt = null);
    place(line, now);
    return removed;
  }

  void webhookChanged(String webhookId, Instant now) {
    Line line = lines.get(webhookId);
    if (line == null) {
      return;
    }
    if (!rules.isOrdered(webhookId)) {
      List<Row> places =
          line.rows.stream().filter(row -> isPlace(requireNonNull(row.dueAt))).toList();
      places.forEach(row -> put(row, now, now));
    }
    place(line, now);
  }

  /** Whether nothing waits for a webhook. */
  boolean isEmpty(String webhookId) {
    return !lines.containsKey(webhookId);
  }

  /** The first so many deliveries of a webhook. */
  List<Row> first(String webhookId, int count) {
    Line line = lines.get(webhookId);
    return line == null ? List.of() : line.rows.stream().limit(count).toList();
  }

  /** Whether a delivery is the first of its webhook. */
  boolean isFirst(Row row) {
    Line line = lines.get(row.webhookId);
    return line != null && line.rows.first() == row;
  }

  /** Takes what is due, in turns, and makes it due again when the lease ends. */
  List<Row> take(ClaimRequest request, Instant now) {
    wakeLines(now);
    List<Row> taken = new ArrayList<>();
    BodyBudget budget = new BodyBudget(request.maxBytes());
    for (String workspace : List.copyOf(ready.keySet())) {
      int atMost = Math.min(request.perWorkspace(), request.limit() - taken.size());
      if (atMost > 0 && !budget.isUsedUp() && !request.excludedWorkspaces().contains(workspace)) {
        taken.addAll(takeOf(workspace, atMost, request, now, budget));
      }
    }
    return taken;
  }

  private List<Row> takeOf(
      String workspace, int atMost, ClaimRequest request, Instant now, BodyBudget budget) {
    List<Row> taken = new ArrayList<>();
    List<Line> served = new ArrayList<>();
    Map<String, List<Row>> ofLines = new HashMap<>();
    for (Line line : requireNonNull(ready.get(workspace))) {
      int left = Math.min(request.perWebhook(), atMost - taken.size());
      if (left > 0 && !budget.isUsedUp() && !request.excludedWebhooks().contains(line.webhookId)) {
        served.add(line);
        List<Row> some = line.takeDue(now, rules.allowance(line.webhookId, left), budget);
        ofLines.put(line.webhookId, some);
        taken.addAll(some);
      }
    }
    for (Row row : taken) {
      Instant dueAt = requireNonNull(row.dueAt);
      row.overdue = isPlace(dueAt) ? Duration.ZERO : Duration.between(dueAt, now);
      row.dueAt = now.plus(request.lease());
      requireNonNull(lines.get(row.webhookId)).rows.add(row);
    }
    if (!served.isEmpty()) {
      Set<Line> others = requireNonNull(ready.remove(workspace));
      if (others.size() > served.size()) {
        ready.put(workspace, others); // its turn was now
      }
      others.removeAll(served);
    }
    served.forEach(line -> place(line, now));
    ofLines.forEach(
        (webhookId, rows) -> rules.claimed(webhookId, rows, now.plus(request.lease()), now));
    served.forEach(line -> place(line, now)); // what was claimed may keep the rest waiting
    return taken;
  }

  Duration untilNextDue(ClaimRequest request, Duration atMost, Instant now) {
    wakeLines(now);
    for (Set<Line> ofOne : ready.values()) {
      if (ofOne.stream().anyMatch(line -> request.admits(line.workspace, line.webhookId))) {
        return Duration.ZERO;
      }
    }
    for (Line line : sleeping) {
      if (request.admits(line.workspace, line.webhookId)) {
        Duration left = Duration.between(now, requireNonNull(line.wakeAt));
        return left.compareTo(atMost) < 0 ? left : atMost;
      }
    }
    return atMost;
  }

  /** How long the one is due that is due the longest, and could be claimed; null if none is. */
  @Nullable Duration overdue(Instant now) {
    wakeLines(now);
    return ready.values().stream()
        .flatMap(Set::stream)
        .filter(line -> !isPlace(requireNonNull(line.rows.first().dueAt)))
        .filter(line -> !rules.isSentToSlowly(line.webhookId))
        .map(line -> Duration.between(dueFrom(line, now), now))
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  int size() {
    return lines.values().stream().mapToInt(line -> line.rows.size()).sum();
  }

  private void wakeLines(Instant now) {
    while (!sleeping.isEmpty() && !requireNonNull(sleeping.first().wakeAt).isAfter(now)) {
      place(sleeping.first(), now);
    }
  }

  /**
   * Puts a line where it belongs after any change. One that was ready and still is keeps its turn.
   */
  private void place(Line line, Instant now) {
    if (line.wakeAt != null) {
      sleeping.remove(line);
      line.wakeAt = null;
    }
    if (line.rows.isEmpty()) {
      notReady(line);
      lines.remove(line.webhookId);
    } else if (!rules.isActive(line.webhookId)) {
      notReady(line);
    } else if (!dueFrom(line, now).isAfter(now)) {
      ready.computeIfAbsent(line.workspace, workspace -> new LinkedHashSet<>()).add(line);
    } else {
      notReady(line);
      line.wakeAt = dueFrom(line, now);
      sleeping.add(line);
    }
  }

  /** When something of a line that is not empty may be claimed. */
  private Instant dueFrom(Line line, Instant now) {
    Instant due = requireNonNull(line.rows.first().dueAt);
    Instant ofFirst = isPlace(due) ? Instant.MIN : due;
    Instant from = rules.claimableFrom(line.webhookId, now);
    return from == null || from.isBefore(ofFirst) ? ofFirst : from;
  }

  private void notReady(Line line) {
    Set<Line> ofOne = ready.get(line.workspace);
    if (ofOne != null && ofOne.remove(line) && ofOne.isEmpty()) {
      ready.remove(line.workspace);
    }
  }

  /** The pending deliveries of one webhook, those being sent included. */
  private static final class Line {
    final String workspace;
    final String webhookId;
    final NavigableSet<Row> rows = new TreeSet<>(BY_DUE_TIME);

    /** When its head is due; null unless it sleeps. */
    @Nullable Instant wakeAt;

    Line(String workspace, String webhookId) {
      this.workspace = workspace;
      this.webhookId = webhookId;
    }

    List<Row> takeDue(Instant now, Allowance allowance, BodyBudget budget) {
      return allowance.leastTried()
          ? takeLeastTried(now, budget)
          : takeFirst(now, allowance.most(), budget);
    }

    private List<Row> takeFirst(Instant now, int atMost, BodyBudget budget) {
      List<Row> taken = new ArrayList<>();
      while (taken.size() < atMost
          && !rows.isEmpty()
          && isDue(rows.first(), now)
          && budget.takes(rows.first().event)) {
        taken.add(requireNonNull(rows.pollFirst()));
      }
      return taken;
    }

    private List<Row> takeLeastTried(Instant now, BodyBudget budget) {
      List<Row> taken =
          rows.stream()
              .takeWhile(row -> isDue(row, now))
              .limit(CANDIDATES)
              .min(Comparator.comparing(Row::attemptCount))
              .filter(row -> budget.takes(row.event))
              .stream()
              .toList();
      taken.forEach(rows::remove);
      return taken;
    }

    private static boolean isDue(Row row, Instant now) {
      Instant dueAt = requireNonNull(row.dueAt);
      return isPlace(dueAt) || !dueAt.isAfter(now);
    }
  }
}
