package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.webhooks.jdbc.HealthTable.Entry;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.HealthJudge;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the judge about webhooks, with their rows locked, and stores what it answers. What it costs
 * depends on the number of webhooks, not on how much waits for them.
 */
final class Judging {
  private Judging() {}

  /**
   * What came of it.
   *
   * @param remembered those of the webhooks that have a row now
   */
  record Judged(List<HealthChange> changes, Set<String> remembered) {
    static final Judged NOTHING = new Judged(List.of(), Set.of());
  }

  /**
   * Judges the webhooks of completions that this transaction has accepted.
   *
   * @param accepted in the order in which they ended
   * @throws SQLException also when somebody keeps a row locked for longer than a second or so
   */
  static Judged of(Session session, List<Completion> accepted, HealthJudge judge)
      throws SQLException {
    return of(session, accepted, judge, true);
  }

  /** The same, but for webhooks whose rows are locked by somebody else or are still to be added. */
  static Judged ofTheFree(Session session, List<Completion> accepted, HealthJudge judge)
      throws SQLException {
    return of(session, accepted, judge, false);
  }

  private static Judged of(
      Session session, List<Completion> accepted, HealthJudge judge, boolean patient)
      throws SQLException {
    Map<String, List<Completion>> seen = new TreeMap<>();
    accepted.forEach(one -> seen.computeIfAbsent(one.webhookId(), w -> new ArrayList<>()).add(one));
    Map<String, Entry> entries =
        patient ? locked(session, seen, judge) : HealthTable.lockFree(session, seen.keySet());
    Set<String> idle = idle(session, entries);
    Map<String, String> urls = HealthTable.urls(session, entries.keySet());
    return store(
        session,
        entries,
        entry -> {
          String id = entry.webhook().webhookId();
          List<Completion> ended = requireNonNull(seen.get(id));
          return judge.judge(entry.health(), observed(entry, urls.get(id), ended, idle));
        });
  }

  private static Map<String, Entry> locked(
      Session session, Map<String, List<Completion>> seen, HealthJudge judge) throws SQLException {
    Map<String, Entry> entries = HealthTable.lockSoon(session, seen.keySet());
    entries.putAll(HealthTable.lockOrAddSoon(session, firstToFail(session, seen, entries, judge)));
    return entries;
  }

  /**
   * Webhooks of which nothing is remembered, and something should be. That somebody else may be
   * about to remember something does not matter where there is nothing to add: it is as if this had
   * been judged before.
   */
  private static List<String> firstToFail(
      Session session,
      Map<String, List<Completion>> seen,
      Map<String, Entry> known,
      HealthJudge judge)
      throws SQLException {
    List<String> failed =
        seen.keySet().stream()
            .filter(id -> !known.containsKey(id))
            .filter(id -> requireNonNull(seen.get(id)).stream().anyMatch(Completion::failed))
            .toList();
    if (failed.isEmpty()) {
      return failed;
    }
    Instant now = Micros.instant(session.now());
    WebhookHealth healthy = WebhookHealth.healthy();
    return failed.stream()
        .filter(
            id ->
                !judge
                    .judge(
                        healthy,
                        Completion.observed(
                            healthy, null, requireNonNull(seen.get(id)), false, now))
                    .equals(healthy))
        .toList();
  }

  private static Set<String> idle(Session session, Map<String, Entry> entries) throws SQLException {
    List<String> asked =
        entries.values().stream()
            .filter(entry -> entry.health().isWindowOpen(entry.now()))
            .map(entry -> entry.webhook().webhookId())
            .toList();
    return asked.isEmpty() ? Set.of() : HealthTable.idle(session, asked);
  }

  /** Judges these again, because time has passed. */
  static Judged again(Session session, Collection<String> ids, HealthJudge judge)
      throws SQLException {
    Map<String, Entry> entries = HealthTable.lockFree(session, ids);
    Set<String> idle = idle(session, entries);
    return store(
        session,
        entries,
        entry -> judge.judge(entry.health(), observed(entry, null, List.of(), idle)));
  }

  /** Judges this one, whether or not anything is remembered of it. */
  static Judged now(Session session, String id, HealthJudge judge) throws SQLException {
    return store(
        session,
        HealthTable.lockOrAdd(session, List.of(id)),
        entry -> judge.judge(entry.health(), HealthObservation.ofTime(entry.now())));
  }

  private static HealthObservation observed(
      Entry entry, @Nullable String url, List<Completion> ended, Set<String> idle) {
    boolean isIdle = idle.contains(entry.webhook().webhookId());
    return Completion.observed(entry.health(), url, ended, isIdle, entry.now());
  }

  @FunctionalInterface
  private interface Judgement {
    WebhookHealth of(Entry entry);
  }

  private static Judged store(Session session, Map<String, Entry> entries, Judgement judgement)
      throws SQLException {
    List<HealthChange> changes = new ArrayList<>();
    Set<String> remembered = new HashSet<>();
    Map<String, WebhookHealth> written = new TreeMap<>();
    for (Entry entry : entries.values()) {
      WebhookHealth after = judgement.of(entry);
      String id = entry.webhook().webhookId();
      boolean saysNothing = after.equals(WebhookHealth.healthy());
      if (!after.equals(entry.health())) {
        changes.add(new HealthChange(entry.webhook().workspace(), id, entry.health(), after));
      }
      if (!saysNothing) {
        remembered.add(id);
      }
      if (saysNothing || !after.equals(entry.health())) {
        written.put(id, after);
      }
    }
    HealthTable.write(session, written);
    return new Judged(changes, remembered);
  }
}
