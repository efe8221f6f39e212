package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MariaDB's and MySQL's. A loose index scan would be one statement, but the server does it only
 * where its statistics speak for it, and those of a queue are of a moment when it was empty as
 * likely as not. So the index is read in ranges of bounded size: each tells all the webhooks in it,
 * and the next begins behind the last of these. Webhooks that fill a range are remembered, so that
 * a later walk begins behind many of them in one statement.
 *
 * <p>Thread safe. What is remembered is a guess; it decides how many statements a walk takes, not
 * what it finds.
 */
final class MariaDbQueue implements Queue {
  private static final int RANGE = 128;
  private static final int RANGES_AT_ONCE = 16;
  private static final int MOST_REMEMBERED = 10_000;

  private static final int WEBHOOKS_AT_ONCE = 64;

  private static final String LOCK_DUE_OF_ONE =
      """
      (select delivery_id, webhook_id, token, due_at from webhooks_pending
       where webhook_id = ? and due_at <= {now} order by due_at limit ? for update skip locked)\
      """;

  private static final String WEBHOOKS =
      """
      select q.range_no, q.deliveries, q.webhook_id, q.due_at - {now} as due_in, w.status, w.version
      from (RANGES) q left join webhooks_webhook w on w.id = q.webhook_id
      order by q.range_no, q.webhook_id\
      """;

  private static final String RANGE_OF_INDEX =
      """
      select NUMBER as range_no, webhook_id, min(due_at) as due_at, count(*) as deliveries
      from (select webhook_id, due_at from webhooks_pending force index (ix_webhooks_pending_due)
            where webhook_id > ? order by webhook_id, due_at limit ?) readNUMBER
      group by webhook_id\
      """;

  private final NavigableSet<String> fullRanges = new ConcurrentSkipListSet<>();

  /** A webhook and how many of its deliveries a range held. */
  private record Part(PendingWebhook webhook, int deliveries) {}

  /** What was read of the index behind a webhook, in the order of the index. */
  private record Range(String start, List<Part> parts) {
    boolean endsTheIndex() {
      return parts.stream().mapToInt(Part::deliveries).sum() < RANGE;
    }

    Part last() {
      return parts.get(parts.size() - 1);
    }
  }

  @Override
  public List<PendingWebhook> webhooksBehind(Session session, String id, int count)
      throws SQLException {
    NavigableMap<String, PendingWebhook> webhooks = new TreeMap<>();
    String place = id;
    while (webhooks.size() < count) {
      List<String> starts = new ArrayList<>(List.of(place));
      fullRanges.tailSet(place, false).stream().limit(RANGES_AT_ONCE - 1).forEach(starts::add);
      for (Range range : read(session, starts)) {
        if (range.start().compareTo(place) > 0) {
          // Between here and there is something that nobody remembers.
          break;
        }
        range.parts().forEach(part -> webhooks.putIfAbsent(part.webhook().id(), part.webhook()));
        if (range.endsTheIndex()) {
          return first(webhooks, count);
        }
        place = behind(place, range);
      }
    }
    return first(webhooks, count);
  }

  private static List<PendingWebhook> first(
      NavigableMap<String, PendingWebhook> webhooks, int count) {
    return webhooks.values().stream().limit(count).toList();
  }

  /**
   * Answers with the webhook up to which all is known now, and remembers it if it is a long one.
   */
  private String behind(String place, Range range) {
    String last = range.last().webhook().id();
    if (last.compareTo(place) <= 0) {
      return place;
    }
    fullRanges.subSet(place, false, last, false).clear();
    if (range.last().deliveries() < RANGE / 2) {
      fullRanges.remove(last);
    } else if (fullRanges.size() < MOST_REMEMBERED) {
      fullRanges.add(last);
    }
    return last;
  }

  private static List<Range> read(Session session, List<String> starts) throws SQLException {
    String ranges =
        IntStream.range(0, starts.size())
            .mapToObj(i -> "(" + RANGE_OF_INDEX.replace("NUMBER", Integer.toString(i)) + ")")
            .collect(Collectors.joining(" union all "));
    List<Object> parameters = new ArrayList<>();
    for (String start : starts) {
      parameters.add(start);
      parameters.add(RANGE);
    }
    List<Range> read = starts.stream().map(start -> new Range(start, new ArrayList<>())).toList();
    session.forEach(
        WEBHOOKS.replace("RANGES", ranges),
        row ->
            read.get(row.getInt("range_no"))
                .parts()
                .add(new Part(PendingWebhook.read(row), row.getInt("deliveries"))),
        parameters.toArray());
    return read;
  }

  @Override
  public List<Leased> lease(
      Session session, List<String> webhooks, int perWebhook, int limit, long duration)
      throws SQLException {
    List<Leased> locked = new ArrayList<>();
    for (int from = 0; from < webhooks.size() && locked.size() < limit; ) {
      int left = limit - locked.size();
      int count = Math.min(WEBHOOKS_AT_ONCE, Math.max(1, left / perWebhook));
      List<String> some = webhooks.subList(from, Math.min(webhooks.size(), from + count));
      locked.addAll(lockDueOfSome(session, some, Math.min(perWebhook, left)));
      from += some.size();
    }
    return Queue.leaseLocked(session, locked, duration);
  }

  private static List<Leased> lockDueOfSome(Session session, List<String> webhooks, int perWebhook)
      throws SQLException {
    String union =
        webhooks.stream().map(id -> LOCK_DUE_OF_ONE).collect(Collectors.joining(" union all "));
    List<Object> parameters = new ArrayList<>();
    for (String webhook : webhooks) {
      parameters.add(webhook);
      parameters.add(perWebhook);
    }
    return session.select(union, Leased::read, parameters.toArray());
  }
}
