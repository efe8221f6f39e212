package dev.webhooks.testing.memory;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every delivery that is kept: by id, and in the log of its workspace, for those who look. Not
 * thread safe.
 */
final class LogTable {
  static final Comparator<Cursor> OLDEST_FIRST =
      Comparator.comparing(Cursor::createdAt).thenComparing(Cursor::id);

  private final WebhookTable webhooks;
  private final Clock clock;
  private final Map<String, Row> byId = new HashMap<>();
  private final Map<String, NavigableMap<Cursor, Row>> logs = new HashMap<>();

  LogTable(WebhookTable webhooks, Clock clock) {
    this.webhooks = webhooks;
    this.clock = clock;
  }

  void add(Row row) {
    byId.put(row.id, row);
    logs.computeIfAbsent(row.event.workspace(), w -> new TreeMap<>(OLDEST_FIRST))
        .put(row.place, row);
  }

  void remove(Row row) {
    byId.remove(row.id);
    String workspace = row.event.workspace();
    NavigableMap<Cursor, Row> log = logOf(workspace);
    log.remove(row.place);
    if (log.isEmpty()) {
      logs.remove(workspace);
    }
  }

  @Nullable Row get(String id) {
    return byId.get(id);
  }

  @Nullable Row get(String workspace, String id) {
    Row row = byId.get(id);
    return row != null && row.event.workspace().equals(workspace) ? row : null;
  }

  int size() {
    return byId.size();
  }

  /** The deliveries of a workspace, the oldest first. */
  Collection<Row> of(String workspace) {
    return logOf(workspace).values();
  }

  /** The deliveries of all workspaces, in any order. */
  Collection<Row> all() {
    return byId.values();
  }

  DeliveryPage query(DeliveryQuery query) {
    NavigableMap<Cursor, Row> log =
        query.workspace() == null ? logOfAll() : logOf(query.workspace());
    Cursor cursor = query.cursor();
    List<Delivery> found =
        (cursor == null ? log : log.headMap(cursor, false))
            .descendingMap().values().stream()
                .filter(row -> matches(row, query))
                .limit(query.limit() + 1L)
                .map(row -> row.delivery(stateOf(row), clock.instant()))
                .toList();
    return DeliveryPage.of(found, query.limit());
  }

  Optional<DeliveryDetail> find(String workspace, String id) {
    return Optional.ofNullable(get(workspace, id))
        .map(row -> row.detail(stateOf(row), clock.instant()));
  }

  List<Attempt> attempts(String workspace, String id, int before, int limit) {
    Row row = get(workspace, id);
    return row == null ? List.of() : row.attempts(before, limit);
  }

  Stream<Row> recoverable(String workspace, String webhookId, Instant from, Instant until) {
    return webhooks.find(workspace, webhookId).isEmpty()
        ? Stream.empty()
        : logOf(workspace).values().stream()
            .filter(row -> row.state == DeliveryState.FAILED && row.webhookId.equals(webhookId))
            .filter(row -> !row.createdAt().isBefore(from) && row.createdAt().isBefore(until))
            .filter(row -> !row.isExhausted());
  }

  private boolean matches(Row row, DeliveryQuery query) {
    Instant createdAt = row.createdAt();
    return matches(query.webhookId(), row.webhookId)
        && matches(query.eventId(), row.event.id())
        && matches(query.eventType(), row.event.type())
        && matches(query.account(), row.event.account())
        && matches(query.state(), stateOf(row))
        && matches(query.httpStatus(), row.lastStatus)
        && (query.from() == null || !createdAt.isBefore(query.from()))
        && (query.until() == null || createdAt.isBefore(query.until()));
  }

  private static boolean matches(@Nullable Object wanted, @Nullable Object value) {
    return wanted == null || wanted.equals(value);
  }

  /** The state to show: a pending delivery is held while its webhook is not active. */
  private DeliveryState stateOf(Row row) {
    return row.state == DeliveryState.PENDING && !webhooks.isActive(row.webhookId)
        ? DeliveryState.HELD
        : row.state;
  }

  private NavigableMap<Cursor, Row> logOf(String workspace) {
    return logs.getOrDefault(workspace, Collections.emptyNavigableMap());
  }

  private NavigableMap<Cursor, Row> logOfAll() {
    NavigableMap<Cursor, Row> all = new TreeMap<>(OLDEST_FIRST);
    logs.values().forEach(all::putAll);
    return all;
  }
}
