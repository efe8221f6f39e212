package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.StatsStep;
import dev.webhooks.spi.AttemptSums;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attempts added up: a row for each minute and each hour in which one started, of each webhook and
 * of each workspace as a whole.
 *
 * <p>Of several nodes one adds up at a time, whoever locks a row that counts nothing and is there
 * for this; so nobody waits for anybody, and a row is read, changed and written without a lock of
 * its own.
 */
final class StatsTable {
  /** How many groups of outcomes one transaction adds up at most. */
  static final int BATCH = 500;

  /** How many rows one transaction removes at most. */
  private static final int REMOVED_AT_ONCE = 500;

  private static final Bulk NEW_ROWS =
      Bulk.insert(
          "webhooks_stats",
          Bulk.text("subject"),
          Bulk.integer("seconds"),
          Bulk.bigint("started_at"),
          Bulk.text("workspace"),
          Bulk.bigint("acknowledged"),
          Bulk.bigint("failed"),
          Bulk.bytes("latencies"),
          Bulk.bigint("last_success_at"));

  private static final Bulk CHANGED_ROWS =
      Bulk.update(
          "webhooks_stats",
          """
          acknowledged = :acknowledged, failed = :failed, latencies = :latencies,
          last_success_at = :success\
          """,
          "subject = :subject and seconds = :seconds and started_at = :started",
          Bulk.text("subject"),
          Bulk.integer("seconds"),
          Bulk.bigint("started"),
          Bulk.bigint("acknowledged"),
          Bulk.bigint("failed"),
          Bulk.bytes("latencies"),
          Bulk.bigint("success"));

  private StatsTable() {}

  /** A row's key, and its workspace. */
  private record Key(String subject, int seconds, long startedAt, String workspace) {}

  /** Of nothing, and later than everything that a purge removes. */
  private static final Key LOCK = new Key("", 0, Long.MAX_VALUE, "");

  /** A minute or an hour. */
  private record Stretch(int seconds, long startedAt) {}

  /** What the attempts of a workspace as a whole are kept under: no webhook's id begins so. */
  static String subjectOf(String workspace) {
    return "=" + workspace;
  }

  static int secondsOf(StatsStep step) {
    return (int) step.length().toSeconds();
  }

  /**
   * Adds up some of what was stored with outcomes, unless somebody else is about it.
   *
   * @return whether there may be more to do
   */
  @SuppressWarnings("try") // what ends the limit is closed and not mentioned
  static boolean addUp(Session session) throws SQLException {
    try (Undo limit = session.dialect().endIfIdle(session.connection())) {
      return addUpSome(session);
    }
  }

  private static boolean addUpSome(Session session) throws SQLException {
    if (!lock(session)) {
      return false;
    }
    TallyTable.Rows rows = TallyTable.read(session, BATCH);
    if (rows.ids().isEmpty()) {
      return false;
    }
    add(session, byRow(session, rows.tally()));
    TallyTable.remove(session, rows.ids());
    return rows.more();
  }

  /** Keeps others from adding up until this transaction ends, after who is about it by now. */
  static void awaitAdder(Session session) throws SQLException {
    isThere(session, " for update");
  }

  private static boolean lock(Session session) throws SQLException {
    if (isThere(session, " for update skip locked")) {
      return true;
    }
    if (!isThere(session, "")) {
      makeLock(session); // for the next time
    }
    return false;
  }

  private static boolean isThere(Session session, String locking) throws SQLException {
    return session
        .selectOne(
            "select subject from webhooks_stats where subject = ? and seconds = ? and started_at = ?"
                + locking,
            row -> row.getString(1),
            LOCK.subject(),
            LOCK.seconds(),
            LOCK.startedAt())
        .isPresent();
  }

  private static void makeLock(Session session) throws SQLException {
    try {
      session.write(NEW_ROWS, List.<@Nullable Object[]>of(newRow(LOCK, new Sums())));
    } catch (SQLException e) {
      if (!SqlErrors.isDuplicateKey(e)) {
        throw e;
      }
      throw new SQLTransactionRollbackException("another node has just made the lock", "40001", e);
    }
  }

  private static Map<Key, Sums> byRow(Session session, Tally tally) throws SQLException {
    Map<String, String> workspaces =
        TallyTable.workspaces(
            session, tally.sums().keySet().stream().map(Tally.Key::webhookId).distinct().toList());
    Map<Key, Sums> byRow = new HashMap<>();
    tally
        .sums()
        .forEach(
            (key, sums) -> {
              String workspace = workspaces.get(key.webhookId());
              if (workspace != null) {
                for (String subject : List.of(key.webhookId(), subjectOf(workspace))) {
                  for (StatsStep step : StatsStep.values()) {
                    long start = Sums.startOf(key.minute(), step.length());
                    byRow
                        .computeIfAbsent(
                            new Key(subject, secondsOf(step), start, workspace), k -> new Sums())
                        .add(sums);
                  }
                }
              }
            });
    return byRow;
  }

  private static void add(Session session, Map<Key, Sums> added) throws SQLException {
    Map<Stretch, Map<String, Key>> stretches = new HashMap<>();
    for (Key key : added.keySet()) {
      stretches
          .computeIfAbsent(new Stretch(key.seconds(), key.startedAt()), s -> new TreeMap<>())
          .put(key.subject(), key);
    }
    List<@Nullable Object[]> fresh = new ArrayList<>();
    List<@Nullable Object[]> changed = new ArrayList<>();
    for (Map.Entry<Stretch, Map<String, Key>> one : stretches.entrySet()) {
      Map<String, Key> missing = new TreeMap<>(one.getValue());
      addStored(session, one.getKey(), one.getValue(), added)
          .forEach(
              (subject, sums) ->
                  changed.add(changedRow(requireNonNull(missing.remove(subject)), sums)));
      missing.values().forEach(key -> fresh.add(newRow(key, requireNonNull(added.get(key)))));
    }
    session.write(CHANGED_ROWS, changed);
    session.write(NEW_ROWS, fresh);
  }

  /** Adds what is stored already to what is added; answers with what there is together. */
  private static Map<String, Sums> addStored(
      Session session, Stretch stretch, Map<String, Key> keys, Map<Key, Sums> added)
      throws SQLException {
    Map<String, Sums> together = new TreeMap<>();
    session.forEach(
        """
        select subject, acknowledged, failed, latencies, last_success_at from webhooks_stats
        where subject {in} and seconds = ? and started_at = ?\
        """,
        row -> {
          Key key = keys.get(row.getString(1));
          Sums sums = key == null ? null : added.get(key);
          if (sums != null) {
            together.put(
                row.getString(1),
                sums.add(
                    row.getLong(2), row.getLong(3), row.getBytes(4), Micros.longOrNull(row, 5)));
          }
        },
        new Ids(List.copyOf(keys.keySet())),
        stretch.seconds(),
        stretch.startedAt());
    return together;
  }

  private static @Nullable Object[] newRow(Key key, Sums sums) {
    return new @Nullable Object[] {
      key.subject(),
      key.seconds(),
      key.startedAt(),
      key.workspace(),
      sums.counts().acknowledged(),
      sums.counts().failed(),
      sums.latencies().toBytes(),
      sums.lastSuccess()
    };
  }

  private static @Nullable Object[] changedRow(Key key, Sums sums) {
    return new @Nullable Object[] {
      key.subject(),
      key.seconds(),
      key.startedAt(),
      sums.counts().acknowledged(),
      sums.counts().failed(),
      sums.latencies().toBytes(),
      sums.lastSuccess()
    };
  }

  /**
   * Removes what started in the earliest minute, or hour, after an instant and before another, or
   * as much of it as one transaction may.
   *
   * @param workspace null for all
   * @return after which instant to go on; empty if there is nothing more
   */
  static Optional<Long> removeFirst(
      Session session, @Nullable String workspace, long after, long before) throws SQLException {
    String of = workspace == null ? "" : "workspace = ? and ";
    List<Object> parameters = new ArrayList<>();
    if (workspace != null) {
      parameters.add(workspace);
    }
    List<Object> range = new ArrayList<>(parameters);
    range.add(after);
    range.add(before);
    Optional<Long> first =
        session.selectOne(
            "select started_at from webhooks_stats where "
                + of
                + "started_at > ? and started_at < ? order by "
                + (workspace == null ? "" : "workspace, ")
                + "started_at limit 1",
            row -> row.getLong(1),
            range.toArray());
    if (first.isEmpty()) {
      return first;
    }
    long start = first.get();
    parameters.add(start);
    parameters.add(REMOVED_AT_ONCE);
    Map<Integer, List<String>> subjects = new TreeMap<>();
    int[] found = {0};
    session.forEach(
        "select seconds, subject from webhooks_stats where " + of + "started_at = ? limit ?",
        row -> {
          subjects
              .computeIfAbsent(row.getInt(1), seconds -> new ArrayList<>())
              .add(row.getString(2));
          found[0]++;
        },
        parameters.toArray());
    for (Map.Entry<Integer, List<String>> some : subjects.entrySet()) {
      session.update(
          "delete from webhooks_stats where subject {in} and seconds = ? and started_at = ?",
          new Ids(some.getValue()),
          some.getKey(),
          start);
    }
    return Optional.of(found[0] < REMOVED_AT_ONCE ? start : start - 1);
  }

  /** Sums by the start of their step, for those who ask. */
  static List<AttemptSums> answer(SortedMap<Long, Sums> steps) {
    return steps.entrySet().stream()
        .map(
            step ->
                new AttemptSums(
                    Micros.instant(step.getKey()),
                    step.getValue().counts(),
                    step.getValue().latencies()))
        .toList();
  }
}
