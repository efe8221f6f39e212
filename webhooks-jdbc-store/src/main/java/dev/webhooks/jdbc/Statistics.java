package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.StatsStore;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts attempts and what waits, for those who ask; and sees to it that what groups of outcomes
 * came to is added up. Each answer is made from both, the rows of the {@link StatsTable} and what
 * is not among them yet, read in one statement: so each attempt is in it once, whoever adds up
 * meanwhile.
 *
 * <p>Thread safe.
 */
final class Statistics implements StatsStore {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  /** How many transactions it takes at most to add up. */
  private static final int MOST_AT_ONCE = 10;

  /**
   * How many groups of outcomes an answer adds up in memory. More wait only where nobody has come
   * to add them up for minutes: then whoever asks does so first.
   */
  private static final int MOST_GROUPS = 10_000;

  /** How often, before an answer counts the oldest of them and leaves the rest out. */
  private static final int MOST_ROUNDS = 10;

  /** What is added up of one subject, and all that is not, which says -1 of itself. */
  static final String SUMS =
      """
      select started_at, acknowledged, failed, latencies, last_success_at from webhooks_stats {by key}
      where subject = ? and seconds = ? and started_at >= ? and started_at < ? and workspace = ?
      union all
      select 0, -1, 0, t.entries, null
      from (select id, entries from webhooks_tally order by id limit GROUPS) t\
      """
          .replace("GROUPS", Integer.toString(MOST_GROUPS));

  /** What is not added up, and of each webhook the minutes of an hour and the hours of a day. */
  static final String RECENT =
      """
      select t.entries, '', 0, 0, 0
      from (select id, entries from webhooks_tally order by id limit GROUPS) t
      union all
      select null, subject, seconds, acknowledged, failed from webhooks_stats {by key}
      where subject {in} and seconds = 60 and started_at >= ? and workspace = ?
      union all
      select null, subject, seconds, acknowledged, failed from webhooks_stats {by key}
      where subject {in} and seconds = 3600 and started_at >= ? and workspace = ?\
      """
          .replace("GROUPS", Integer.toString(MOST_GROUPS));

  /** Of each webhook the last hour that had one. */
  static final String LAST_SUCCESSES =
      """
      select w.id, (
        select s.last_success_at from webhooks_stats s {by key}
        where s.subject = w.id and s.seconds = 3600 and s.last_success_at is not null
        order by s.subject desc, s.seconds desc, s.started_at desc limit 1)
      from webhooks_webhook w where w.id {in} and w.workspace = ?\
      """;

  private final Transactions transactions;

  /** For what the dispatcher asks, which tells of its failures itself. */
  private final Transactions ofDispatcher;

  Statistics(Transactions transactions, Transactions ofDispatcher) {
    this.transactions = transactions;
    this.ofDispatcher = ofDispatcher;
  }

  /** Adds up what is there by now, unless another node does. */
  @Override
  public void addUp() {
    addUpAll();
  }

  /** The same; says whether there was much of it, so that there may be more. */
  private boolean addUpAll() {
    int rounds = 0;
    boolean more = true;
    for (; rounds < MOST_AT_ONCE && more; rounds++) {
      more = ofDispatcher.transaction("add up attempts", StatsTable::addUp);
    }
    return rounds > 1;
  }

  /**
   * What was counted.
   *
   * @param isWhole false if more was waiting to be added up than an answer reads
   */
  private record Answer<T>(T counts, boolean isWhole) {}

  private <T> T whole(Supplier<Answer<T>> ask) {
    Answer<T> answer = ask.get();
    for (int i = 0; i < MOST_ROUNDS && !answer.isWhole() && addedUp(); i++) {
      answer = ask.get();
    }
    return answer.counts();
  }

  /** False where nothing can be added up from here, as on a database that takes no writes. */
  private boolean addedUp() {
    try {
      return addUpAll();
    } catch (StoreException e) {
      log.debug("An answer leaves attempts out that are not added up", e);
      return false;
    }
  }

  @Override
  public List<AttemptSums> sumAttempts(StatsQuery query) {
    return whole(
        () -> transactions.autocommit("count attempts", session -> sumAttempts(session, query)));
  }

  private static Answer<List<AttemptSums>> sumAttempts(Session session, StatsQuery query)
      throws SQLException {
    String webhookId = query.webhookId();
    SortedMap<Long, Sums> steps = new TreeMap<>();
    Tally tally = new Tally();
    int[] groups = {0};
    session.forEach(
        SUMS,
        row -> {
          if (row.getLong(2) < 0) {
            groups[0]++;
            tally.add(row.getBytes(4));
          } else {
            steps
                .computeIfAbsent(row.getLong(1), start -> new Sums())
                .add(row.getLong(2), row.getLong(3), row.getBytes(4), Micros.longOrNull(row, 5));
          }
        },
        webhookId == null ? StatsTable.subjectOf(query.workspace()) : webhookId,
        StatsTable.secondsOf(query.step()),
        Micros.of(query.from()),
        Micros.of(query.until()),
        query.workspace());
    ofWorkspace(session, tally, query.workspace(), webhookId)
        .forEach(
            (key, sums) -> {
              long start = Sums.startOf(key.minute(), query.step().length());
              if (start >= Micros.of(query.from()) && start < Micros.notBefore(query.until())) {
                steps.computeIfAbsent(start, s -> new Sums()).add(sums);
              }
            });
    return new Answer<>(StatsTable.answer(steps), groups[0] < MOST_GROUPS);
  }

  /**
   * What is not added up yet of a workspace.
   *
   * @param webhookId of this one alone; null for all
   */
  private static Map<Tally.Key, Sums> ofWorkspace(
      Session session, Tally tally, String workspace, @Nullable String webhookId)
      throws SQLException {
    Map<Tally.Key, Sums> some = new HashMap<>(tally.sums());
    if (webhookId != null) {
      some.keySet().removeIf(key -> !key.webhookId().equals(webhookId));
    }
    Map<String, String> workspaces =
        TallyTable.workspaces(
            session, some.keySet().stream().map(Tally.Key::webhookId).distinct().toList());
    some.keySet().removeIf(key -> !workspace.equals(workspaces.get(key.webhookId())));
    return some;
  }

  @Override
  public Map<String, RecentAttempts> recentAttempts(
      String workspace, Collection<String> webhookIds, Instant hourBegins, Instant dayBegins) {
    return webhookIds.isEmpty()
        ? Map.of()
        : whole(
            () ->
                transactions.autocommit(
                    "count recent attempts",
                    session ->
                        recentAttempts(
                            session, workspace, List.copyOf(webhookIds), hourBegins, dayBegins)));
  }

  /** What is known of a webhook's latest attempts so far. */
  private static final class Recent {
    private AttemptCounts lastHour = AttemptCounts.NONE;
    private AttemptCounts lastDay = AttemptCounts.NONE;
    private @Nullable Long lastSuccess;

    void succeeded(@Nullable Long at) {
      lastSuccess = Micros.later(lastSuccess, at);
    }

    RecentAttempts answer() {
      return RecentAttempts.builder()
          .lastHour(lastHour)
          .lastDay(lastDay)
          .lastSuccessAt(Micros.instantOrNull(lastSuccess))
          .build();
    }
  }

  private static Answer<Map<String, RecentAttempts>> recentAttempts(
      Session session, String workspace, List<String> ids, Instant hourBegins, Instant dayBegins)
      throws SQLException {
    Map<String, Recent> recent = new HashMap<>();
    Tally tally = new Tally();
    int[] groups = {0};
    Ids subjects = Ids.whole(ids);
    session.forEach(
        RECENT,
        row -> {
          byte[] entries = row.getBytes(1);
          if (entries != null) {
            groups[0]++;
            tally.add(entries);
            return;
          }
          Recent one = recent.computeIfAbsent(row.getString(2), id -> new Recent());
          AttemptCounts counts = new AttemptCounts(row.getLong(4), row.getLong(5));
          if (row.getInt(3) == StatsTable.secondsOf(StatsStep.MINUTE)) {
            one.lastHour = one.lastHour.plus(counts);
          } else {
            one.lastDay = one.lastDay.plus(counts);
          }
        },
        subjects,
        Micros.of(hourBegins),
        workspace,
        subjects,
        Micros.of(dayBegins),
        workspace);
    addLastSuccesses(session, workspace, subjects, recent);
    tally.sums().keySet().removeIf(key -> !ids.contains(key.webhookId()));
    ofWorkspace(session, tally, workspace, null)
        .forEach(
            (key, sums) -> {
              Recent one = recent.computeIfAbsent(key.webhookId(), id -> new Recent());
              if (key.minute() >= Micros.of(hourBegins)) {
                one.lastHour = one.lastHour.plus(sums.counts());
              }
              if (key.minute() >= Micros.of(dayBegins)) {
                one.lastDay = one.lastDay.plus(sums.counts());
              }
              one.succeeded(sums.lastSuccess());
            });
    Map<String, RecentAttempts> answers = new HashMap<>();
    recent.forEach((id, one) -> answers.put(id, one.answer()));
    return new Answer<>(answers, groups[0] < MOST_GROUPS);
  }

  private static void addLastSuccesses(
      Session session, String workspace, Ids subjects, Map<String, Recent> recent)
      throws SQLException {
    session.forEach(
        LAST_SUCCESSES,
        row ->
            recent
                .computeIfAbsent(row.getString(1), id -> new Recent())
                .succeeded(Micros.longOrNull(row, 2)),
        subjects,
        workspace);
  }

  @Override
  public Map<String, WaitingDeliveries> waiting(String workspace, Collection<String> webhookIds) {
    return webhookIds.isEmpty()
        ? Map.of()
        : transactions.autocommit(
            "count waiting deliveries",
            session -> Backlogs.ofWebhooks(session, workspace, List.copyOf(webhookIds)));
  }

  @Override
  public WaitingDeliveries waiting(@Nullable String workspace) {
    return transactions.autocommit(
        "count waiting deliveries",
        session ->
            workspace == null ? Backlogs.ofAll(session) : Backlogs.ofWorkspace(session, workspace));
  }
}
