package dev.webhooks.testing.memory;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Cursor;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries and what becomes of them: all of them in the {@link LogTable}, and either on the
 * {@link Agenda} or among the finished ones, which are evicted to make room. Not thread safe.
 */
final class DeliveryTable {
  private final WebhookTable webhooks;
  private final Clock clock;
  private final int maxDeliveries;
  private final EventTable events;
  private final HealthTable health;
  private final ClaimRules rules;
  private final Agenda agenda;
  private final LogTable log;
  private final NavigableMap<Cursor, Row> finished = new TreeMap<>(LogTable.OLDEST_FIRST);

  /** No other token is that of a delivery that was stored leased. */
  private long lastToken = NewDelivery.FIRST_TOKEN;

  DeliveryTable(WebhookTable webhooks, Clock clock, int maxDeliveries) {
    this.webhooks = webhooks;
    this.clock = clock;
    this.maxDeliveries = maxDeliveries;
    this.events = new EventTable(maxDeliveries);
    this.health = new HealthTable(webhooks::urlOf, this::isIdle, this::healthChanged);
    this.rules = new ClaimRules(webhooks, health);
    this.agenda = new Agenda(rules);
    this.log = new LogTable(webhooks, clock);
  }

  /**
   * What appending events would do.
   *
   * @param fresh those that would be stored
   * @param answers one for each event
   */
  record Plan(List<NewEvent> fresh, List<PublishedEvent> answers) {}

  /**
   * Stores all of the batches, or throws and stores nothing; answers with the events that are new.
   */
  List<NewEvent> appendAll(List<EventBatch> batches) {
    List<NewEvent> fresh = plan(eventsOf(batches)).fresh();
    makeRoom(fresh.stream().mapToInt(event -> event.deliveries().size()).sum());
    Set<NewEvent> left = Collections.newSetFromMap(new IdentityHashMap<>());
    left.addAll(fresh);
    for (EventBatch batch : batches) {
      batch.events().stream().filter(left::remove).forEach(event -> store(event, batch.lease()));
    }
    return fresh;
  }

  private static List<NewEvent> eventsOf(List<EventBatch> batches) {
    return batches.stream().flatMap(batch -> batch.events().stream()).toList();
  }

  /** Finds out about all events first, so that storing them can't fail halfway. */
  Plan plan(List<NewEvent> added) {
    List<PublishedEvent> answers = new ArrayList<>();
    List<NewEvent> fresh = new ArrayList<>();
    Map<EventTable.Key, PublishedEvent> keysOfList = new HashMap<>();
    Instant now = clock.instant();
    for (NewEvent event : added) {
      EventTable.Key key = EventTable.Key.of(event);
      PublishedEvent known = events.known(event);
      if (known == null && key != null) {
        known = keysOfList.get(key);
      }
      if (known != null) {
        answers.add(known);
        continue;
      }
      int deliveries = event.deliveries().size();
      fresh.add(event);
      answers.add(PublishedEvent.stored(event.id(), deliveries, now));
      if (key != null) {
        keysOfList.put(key, PublishedEvent.duplicateOf(event.id(), deliveries, now));
      }
    }
    requireFreeIds(fresh);
    return new Plan(fresh, List.copyOf(answers));
  }

  List<ClaimedDelivery> claim(ClaimRequest request) {
    List<ClaimedDelivery> claimed = new ArrayList<>();
    Instant now = clock.instant();
    for (Row row : agenda.take(request, now)) {
      row.token = nextToken();
      row.claimed = true;
      claimed.add(row.claimed(webhooks.versionOf(row.webhookId), now));
    }
    return List.copyOf(claimed);
  }

  Duration untilNextDue(ClaimRequest request, Duration atMost) {
    return agenda.untilNextDue(request, atMost, clock.instant());
  }

  /** How long the one is due that is due the longest, and could be claimed; null if none is. */
  @Nullable Duration overdue(Instant now) {
    return agenda.overdue(now);
  }

  /** All that is kept, for those who look. */
  LogTable log() {
    return log;
  }

  /** What is remembered of webhooks that are not well. */
  HealthTable health() {
    return health;
  }

  private boolean isIdle(String webhookId) {
    return agenda.isEmpty(webhookId);
  }

  private void healthChanged(String webhookId, Instant now) {
    agenda.webhookChanged(webhookId, now);
  }

  CompletionResult complete(Collection<Completion> completions, HealthJudge judge) {
    Map<Completion, Row> accepted = new LinkedHashMap<>();
    for (Completion completion : completions) {
      Row row = log.get(completion.deliveryId());
      if (row == null || row.token != completion.token()) {
        continue;
      }
      if (!row.state.isFinal()) {
        complete(row, completion);
        accepted.put(completion, row);
      } else if (row.state == DeliveryState.CANCELLED && completion.attempt() != null) {
        row.token = nextToken();
        row.record(completion);
      }
    }
    Set<String> ids = new HashSet<>();
    accepted.values().forEach(row -> ids.add(row.id));
    return new CompletionResult(ids, health.judge(judge, accepted, clock.instant()));
  }

  RedeliveryAnswer redeliver(String workspace, String id) {
    Row row = log.get(workspace, id);
    if (row == null) {
      return RedeliveryAnswer.NOT_FOUND;
    }
    if (!webhooks.exists(row.webhookId)) {
      return RedeliveryAnswer.WEBHOOK_DELETED;
    }
    if (row.state == DeliveryState.PENDING) {
      return sendNow(row);
    }
    if (row.isExhausted()) {
      return RedeliveryAnswer.TOO_MANY_ATTEMPTS;
    }
    putBack(row);
    return RedeliveryAnswer.ACCEPTED;
  }

  /** A claim whose lease has ended is nobody's: its delivery is due already. */
  private RedeliveryAnswer sendNow(Row row) {
    if (!webhooks.isActive(row.webhookId)) {
      return RedeliveryAnswer.HELD;
    }
    Instant now = clock.instant();
    if (rules.isOrdered(row.webhookId) && !agenda.isFirst(row)) {
      return RedeliveryAnswer.NOT_FIRST;
    }
    if (requireNonNull(row.dueAt).isAfter(now) && !Agenda.isPlace(row.dueAt)) {
      if (row.claimed) {
        return RedeliveryAnswer.UNDER_WAY;
      }
      agenda.put(row, now, now);
    }
    return RedeliveryAnswer.ACCEPTED;
  }

  List<String> recover(
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable String after,
      int limit) {
    Row last = after == null ? null : log.get(after);
    List<Row> failed =
        log.recoverable(workspace, webhookId, from, until)
            .filter(row -> last == null || LogTable.OLDEST_FIRST.compare(row.place, last.place) > 0)
            .limit(limit)
            .toList();
    failed.forEach(this::putBack);
    return failed.stream().map(row -> row.id).toList();
  }

  int dropWaiting(String workspace, String webhookId, int limit) {
    if (webhooks.find(workspace, webhookId).isEmpty()) {
      return 0;
    }
    List<Row> dropped = agenda.first(webhookId, limit);
    for (Row row : dropped) {
      agenda.remove(row, clock.instant());
      finish(row, DeliveryState.CANCELLED);
    }
    return dropped.size();
  }

  void webhookChanged(String webhookId) {
    agenda.webhookChanged(webhookId, clock.instant());
  }

  void webhookDeleted(String webhookId) {
    for (Row row : agenda.removeAll(webhookId, clock.instant())) {
      finish(row, DeliveryState.CANCELLED);
    }
    rules.deleted(webhookId);
  }

  String counts() {
    return "deliveries=" + log.size() + ", finished=" + finished.size();
  }

  private void requireFreeIds(List<NewEvent> fresh) {
    Set<String> ids = new HashSet<>();
    for (NewEvent event : fresh) {
      if (!ids.add(event.id()) || events.contains(event.id())) {
        throw new StoreException("event id " + event.id() + " is taken", null, false);
      }
      for (NewDelivery delivery : event.deliveries()) {
        if (!ids.add(delivery.id()) || log.get(delivery.id()) != null) {
          throw new StoreException("delivery id " + delivery.id() + " is taken", null, false);
        }
      }
    }
  }

  private void makeRoom(int needed) {
    int unfinished = log.size() - finished.size();
    if (needed > maxDeliveries - unfinished) {
      throw new StoreException(
          "the in-memory store keeps "
              + maxDeliveries
              + " deliveries; "
              + unfinished
              + " of them are unfinished, and "
              + needed
              + " more don't fit",
          null,
          needed <= maxDeliveries);
    }
    while (log.size() + needed > maxDeliveries) {
      Row evicted = requireNonNull(finished.pollFirstEntry()).getValue();
      log.remove(evicted);
      events.deliveryEvicted(evicted.event);
    }
  }

  private void store(NewEvent event, Duration lease) {
    Instant now = clock.instant();
    events.add(event, now);
    for (NewDelivery delivery : event.deliveries()) {
      Row row =
          new Row(
              delivery.id(),
              delivery.webhookId(),
              event,
              now,
              delivery.leased() ? NewDelivery.FIRST_TOKEN : nextToken());
      row.claimed = delivery.leased();
      log.add(row);
      if (webhooks.exists(row.webhookId)) {
        if (delivery.leased()) {
          agenda.put(row, now.plus(lease), now);
        } else {
          agenda.add(row, now);
        }
      } else {
        finish(row, DeliveryState.CANCELLED);
      }
    }
  }

  private void complete(Row row, Completion completion) {
    row.token = nextToken();
    row.claimed = false;
    row.record(completion);
    Instant now = clock.instant();
    if (completion.state().isFinal()) {
      agenda.remove(row, now);
      finish(row, completion.state());
    } else {
      agenda.put(row, now.plus(completion.delay()), now);
    }
  }

  private void finish(Row row, DeliveryState state) {
    row.state = state;
    finished.put(row.place, row);
  }

  private void putBack(Row row) {
    finished.remove(row.place);
    row.state = DeliveryState.PENDING;
    row.token = nextToken(); // what was dropped may still be claimed
    row.claimed = false;
    row.beginRound();
    agenda.add(row, clock.instant());
  }

  private long nextToken() {
    return ++lastToken;
  }
}
