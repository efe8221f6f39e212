package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookHealth.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of webhooks that are not well: a row for each. Several rows are locked in the
 * order of their ids, and behind the queue's.
 */
final class HealthTable {
  /** How often to go after rows that are removed and added all the while. */
  private static final int TRIES = 3;

  private static final int LONGEST_REASON = 1_000;

  private static final Input ID = Bulk.text("webhook_id");

  private static final List<Input> STATE =
      List.of(
          Bulk.text("state"),
          Bulk.bigint("changed_at"),
          Bulk.bigint("blocked_until"),
          Bulk.integer("send_window"),
          Bulk.integer("round_left"),
          Bulk.text("round_delivery"),
          Bulk.bigint("round_until"),
          Bulk.integer("round_failures"),
          Bulk.bigint("failing_since"),
          Bulk.integer("failures"),
          Bulk.bigint("last_failure_at"),
          Bulk.text("only_delivery"),
          Bulk.integer("pauses"),
          Bulk.integer("waits"),
          Bulk.bigint("tally_since"),
          Bulk.integer("tally_attempts"),
          Bulk.integer("tally_failures"),
          Bulk.integer("warned_percent"),
          Bulk.text("disable_reason"));

  private static final Bulk UPDATE =
      Bulk.update(
          "webhooks_health",
          STATE.stream().map(one -> one.name() + " = :" + one.name()).collect(joining(", ")),
          "webhook_id = :webhook_id",
          inputs());

  private static final String ADDED =
      """
      insert into webhooks_health (webhook_id, workspace, state, send_window, round_failures, failures,
        pauses, waits, warned_percent)
      select w.id, w.workspace, 'HEALTHY', 0, 0, 0, 0, 0, 0 from webhooks_webhook w where w.id {in}
      order by w.id\
      """;

  private static final String SELECT =
      "select h.webhook_id, h.workspace, "
          + STATE.stream().map(one -> "h." + one.name()).collect(joining(", "))
          + ", {now} as read_at from webhooks_health h";

  private static final Bulk OPEN =
      Bulk.update(
          "webhooks_health",
          "round_left = :left, round_delivery = :delivery, round_until = :until",
          "webhook_id = :id",
          Bulk.text("id"),
          Bulk.integer("left"),
          Bulk.text("delivery"),
          Bulk.bigint("until"));

  private HealthTable() {}

  private static Input[] inputs() {
    List<Input> inputs = new ArrayList<>(STATE);
    inputs.add(ID);
    return inputs.toArray(Input[]::new);
  }

  /**
   * A row.
   *
   * @param now when it was read, by the database's clock
   */
  record Entry(UnwellWebhook webhook, Instant now) {
    private static Entry read(ResultSet row) throws SQLException {
      return new Entry(unwell(row), Micros.instant(row.getLong("read_at")));
    }

    WebhookHealth health() {
      return webhook.health();
    }
  }

  /** Without a lock. */
  static List<UnwellWebhook> find(Session session, Collection<String> ids) throws SQLException {
    return session.select(
        SELECT + " where h.webhook_id {in}", HealthTable::unwell, new Ids(List.copyOf(ids)));
  }

  /** Those that changed within the last so long. */
  static List<UnwellWebhook> changedWithin(Session session, Duration age) throws SQLException {
    return session.select(
        SELECT + " where h.changed_at >= {now} - ?", HealthTable::unwell, Micros.of(age));
  }

  /** Those whose state is not healthy, by id. */
  static List<UnwellWebhook> unwell(Session session, @Nullable String after, int limit)
      throws SQLException {
    return session.select(
        SELECT + " where h.webhook_id > ? and h.state <> 'HEALTHY' order by h.webhook_id limit ?",
        HealthTable::unwell,
        after == null ? "" : after,
        limit);
  }

  /** Locks rows; of webhooks that have none nothing is locked. */
  static Map<String, Entry> lock(Session session, Collection<String> ids) throws SQLException {
    return lock(session, ids, "", "");
  }

  /** Locks those that nobody else has locked. */
  static Map<String, Entry> lockFree(Session session, Collection<String> ids) throws SQLException {
    return lock(session, ids, "", " skip locked");
  }

  /** Locks rows, but waits for a second or so at most, and fails then. */
  @SuppressWarnings("try") // what ends the limit is closed and not mentioned
  static Map<String, Entry> lockSoon(Session session, Collection<String> ids) throws SQLException {
    String limiting = session.dialect().limitingLockWaits();
    if (!limiting.isEmpty()) {
      return lock(session, ids, limiting, "");
    }
    try (Undo limit = session.dialect().limitLockWaits(session.connection())) {
      return lock(session, ids);
    }
  }

  /** The same, for webhooks some of which may have none yet. */
  @SuppressWarnings("try") // what ends the limit is closed and not mentioned
  static Map<String, Entry> lockOrAddSoon(Session session, Collection<String> ids)
      throws SQLException {
    if (ids.isEmpty()) {
      return Map.of();
    }
    try (Undo limit = session.dialect().limitLockWaits(session.connection())) {
      return lockOrAdd(session, ids);
    }
  }

  private static Map<String, Entry> lock(
      Session session, Collection<String> ids, String joined, String skipping) throws SQLException {
    Map<String, Entry> locked = new TreeMap<>();
    session.forEach(
        SELECT + joined + " where h.webhook_id {in} order by h.webhook_id for update" + skipping,
        row -> {
          Entry entry = Entry.read(row);
          locked.put(entry.webhook().webhookId(), entry);
        },
        new Ids(ids.stream().sorted().toList()));
    return locked;
  }

  /**
   * Locks the rows of webhooks, and gives one that says nothing to those that have none.
   *
   * @return nothing of a webhook that is gone
   */
  static Map<String, Entry> lockOrAdd(Session session, Collection<String> ids) throws SQLException {
    for (int tries = 0; tries < TRIES; tries++) {
      Absent.add(session, ADDED, "webhooks_health", "webhook_id", ids);
      Map<String, Entry> locked = lock(session, ids);
      Set<String> missing = new HashSet<>(ids);
      missing.removeAll(locked.keySet());
      if (missing.isEmpty() || !webhooksExist(session, missing)) {
        return locked;
      }
    }
    throw new SQLTransactionRollbackException(
        "a webhook's health is not to be got hold of", "40001");
  }

  private static boolean webhooksExist(Session session, Collection<String> ids)
      throws SQLException {
    return session
        .selectOne(
            "select id from webhooks_webhook where id {in}",
            row -> row.getString(1),
            new Ids(List.copyOf(ids)))
        .isPresent();
  }

  /**
   * The present URLs of webhooks whose rows are locked; of one that is gone nothing. A statement of
   * its own: one that waits for a lock may see what had been committed before it began to wait.
   */
  static Map<String, String> urls(Session session, Collection<String> locked) throws SQLException {
    Map<String, String> urls = new HashMap<>();
    if (!locked.isEmpty()) {
      session.forEach(
          "select id, url from webhooks_webhook where id {in}",
          row -> urls.put(row.getString(1), row.getString(2)),
          new Ids(List.copyOf(locked)));
    }
    return urls;
  }

  /** Those of these webhooks for which nothing waits. */
  static Set<String> idle(Session session, Collection<String> ids) throws SQLException {
    // For each its first entry in the queue: to join them might read all of a long queue.
    return Set.copyOf(
        session.select(
            """
            select h.webhook_id from webhooks_health h
            where h.webhook_id {in}
              and (select 1 from webhooks_pending p
                where p.workspace = h.workspace and p.webhook_id = h.webhook_id
                order by p.workspace, p.webhook_id, p.due_at limit 1) is null
              and (select 1 from webhooks_pending p
                where p.workspace is null and p.webhook_id = h.webhook_id
                order by p.due_at limit 1) is null\
            """,
            row -> row.getString(1),
            new Ids(List.copyOf(ids))));
  }

  /** Writes locked rows anew, and removes those of healthy webhooks. */
  static void write(Session session, Map<String, WebhookHealth> changed) throws SQLException {
    List<String> healthy = new ArrayList<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    changed.forEach(
        (id, health) -> {
          if (health.equals(WebhookHealth.healthy())) {
            healthy.add(id);
          } else {
            rows.add(row(id, health));
          }
        });
    delete(session, healthy);
    session.write(UPDATE, rows);
  }

  /** Writes what was claimed last of webhooks, whose rows are locked. */
  static void open(Session session, Map<String, Round> rounds) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rounds.forEach(
        (id, round) ->
            rows.add(
                new @Nullable Object[] {
                  id, round.left(), round.deliveryId(), Micros.of(round.until())
                }));
    session.write(OPEN, rows);
  }

  static void delete(Session session, List<String> ids) throws SQLException {
    if (!ids.isEmpty()) {
      session.update("delete from webhooks_health where webhook_id {in}", new Ids(ids));
    }
  }

  private static UnwellWebhook unwell(ResultSet row) throws SQLException {
    return new UnwellWebhook(row.getString("workspace"), row.getString("webhook_id"), health(row));
  }

  private static WebhookHealth health(ResultSet row) throws SQLException {
    Instant roundUntil = Micros.instantOrNull(row, "round_until");
    Instant tallySince = Micros.instantOrNull(row, "tally_since");
    return WebhookHealth.builder()
        .state(HealthState.valueOf(row.getString("state")), Micros.instantOrNull(row, "changed_at"))
        .blockedUntil(Micros.instantOrNull(row, "blocked_until"))
        .window(row.getInt("send_window"))
        .round(
            roundUntil == null
                ? null
                : new Round(row.getInt("round_left"), row.getString("round_delivery"), roundUntil))
        .roundFailures(row.getInt("round_failures"))
        .failing(Micros.instantOrNull(row, "failing_since"), row.getInt("failures"))
        .lastFailureAt(Micros.instantOrNull(row, "last_failure_at"))
        .onlyDelivery(row.getString("only_delivery"))
        .pauses(row.getInt("pauses"))
        .waits(row.getInt("waits"))
        .tally(
            tallySince == null
                ? null
                : new Tally(tallySince, row.getInt("tally_attempts"), row.getInt("tally_failures")))
        .warnedPercent(row.getInt("warned_percent"))
        .disableReason(row.getString("disable_reason"))
        .build();
  }

  private static @Nullable String reason(@Nullable String text) {
    return Texts.remark(
        text == null || text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON));
  }

  /** In the order of the inputs. */
  private static @Nullable Object[] row(String id, WebhookHealth health) {
    Round round = health.round();
    Tally tally = health.tally();
    return new @Nullable Object[] {
      health.state().name(),
      Micros.orNull(health.changedAt()),
      Micros.orNull(health.blockedUntil()),
      health.window(),
      round == null ? null : round.left(),
      round == null ? null : round.deliveryId(),
      round == null ? null : Micros.of(round.until()),
      health.roundFailures(),
      Micros.orNull(health.failingSince()),
      health.consecutiveFailures(),
      Micros.orNull(health.lastFailureAt()),
      health.onlyDelivery(),
      health.pauses(),
      health.waits(),
      tally == null ? null : Micros.of(tally.since()),
      tally == null ? null : tally.attempts(),
      tally == null ? null : tally.failures(),
      health.warnedPercent(),
      reason(health.disableReason()),
      requireNonNull(id)
    };
  }
}
