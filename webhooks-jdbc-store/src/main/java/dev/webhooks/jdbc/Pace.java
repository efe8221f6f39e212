package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the next POST may leave to each webhook that has a rate limit. A claim deals out the times
 * of the next quarter of a second, and none that are over, so that whatever the nodes do, all of
 * them together send evenly.
 *
 * @param next when the next POST may leave, by the database's clock, in microseconds
 * @param now when that was read
 * @param rate POSTs a second
 */
record Pace(long next, long now, int rate) {
  /** How far ahead, in microseconds, the first time is that a claim may deal out. */
  static final long AHEAD = 250_000;

  private static final long SECOND = 1_000_000;

  /** Of the rate, in percent: what is late by a tenth of a second must not make it too many. */
  private static final int DEALT_OUT = 97;

  /** A time that is farther ahead was dealt out before the database's clock was set back. */
  private static final long FARTHEST = 2 * SECOND;

  private static final String ADDED =
      "insert into webhooks_pace (webhook_id, next_at)"
          + " select w.id, 0 from webhooks_webhook w where w.id {in} order by w.id";

  private static final Bulk UPDATE =
      Bulk.update(
          "webhooks_pace",
          "next_at = :next_at",
          "webhook_id = :id",
          Bulk.text("id"),
          Bulk.bigint("next_at"));

  Pace {
    next = isAhead(next - now) ? next : now;
  }

  /** Whether the next time is still to come, which is so many microseconds from now. */
  static boolean isAhead(long nextIn) {
    return nextIn > 0 && nextIn <= FARTHEST;
  }

  /** Locks the paces that nobody else has locked, and makes those that are missing. */
  static Map<String, Pace> lock(Session session, List<PendingWebhook> webhooks)
      throws SQLException {
    Map<String, Integer> rates = new HashMap<>();
    webhooks.forEach(webhook -> rates.put(webhook.id(), webhook.terms().rate()));
    Absent.add(
        session,
        ADDED,
        "webhooks_pace",
        "webhook_id",
        webhooks.stream()
            .filter(webhook -> !webhook.terms().paced())
            .map(PendingWebhook::id)
            .toList());
    Map<String, Pace> paces = new HashMap<>();
    session.forEach(
        """
        select webhook_id, next_at, {now} from webhooks_pace where webhook_id {in}
        order by webhook_id for update skip locked\
        """,
        row ->
            paces.put(
                row.getString(1),
                new Pace(row.getLong(2), row.getLong(3), rates.getOrDefault(row.getString(1), 1))),
        new Ids(rates.keySet().stream().sorted().toList()));
    return paces;
  }

  /** How many times may be dealt out now. */
  int most() {
    return next - now > AHEAD ? 0 : (rate + 3) / 4;
  }

  /** How long from now until the POST that is the so manyth may leave, from 0 on. */
  Duration sendAfter(int index) {
    return Micros.duration(time(index) - now);
  }

  private long time(int index) {
    return Math.max(next, now) + index * SECOND * 100 / DEALT_OUT / rate;
  }

  /** Notes of locked paces how many times were dealt out. */
  static void write(Session session, Map<String, Pace> paces, Map<String, Integer> dealt)
      throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    paces.forEach(
        (id, pace) -> {
          int count = dealt.getOrDefault(id, 0);
          if (count > 0) {
            rows.add(new @Nullable Object[] {id, pace.time(count)});
          }
        });
    session.write(UPDATE, rows);
  }
}
