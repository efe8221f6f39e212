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
 * A walk over the hot index on MariaDB and MySQL. A loose index scan would be one statement, but
 * the server does it only where its statistics speak for it, and those of a queue are of a moment
 * when it was empty as likely as not. So the index is read in gulps of bounded size: each tells all
 * the webhooks in it, and the next begins behind the last of these. Webhooks with more than a gulp
 * are remembered, so that a later walk begins behind many of them in one statement.
 *
 * <p>Thread safe. What is remembered is a guess; it decides how many statements a walk takes, not
 * what it finds.
 */
final class MariaDbWalk {
  private static final int GULP = 128;
  private static final int GULPS_AT_ONCE = 16;
  private static final int MOST_REMEMBERED = 10_000;

  private static final String LANES =
      """
      select lane.gulp, lane.deliveries, lane.webhook_id, lane.due_at - {now}, w.status, w.version
      from (GULPS) lane left join webhooks_webhook w on w.id = lane.webhook_id
      order by lane.gulp, lane.webhook_id\
      """;

  private static final String GULP_OF_INDEX =
      """
      select NUMBER as gulp, webhook_id, min(due_at) as due_at, count(*) as deliveries
      from (select webhook_id, due_at from webhooks_pending force index (ix_webhooks_pending_due)
            where webhook_id > ? order by webhook_id, due_at limit ?) gulpNUMBER
      group by webhook_id\
      """;

  private final NavigableSet<String> longLanes = new ConcurrentSkipListSet<>();

  /** A webhook and how many of its deliveries a gulp held. */
  private record Part(Lane lane, int deliveries) {}

  /** What was read of the index behind a webhook, in the order of the index. */
  private record Gulp(String start, List<Part> parts) {
    boolean endsTheIndex() {
      return parts.stream().mapToInt(Part::deliveries).sum() < GULP;
    }

    Part last() {
      return parts.get(parts.size() - 1);
    }
  }

  /** The first so many webhooks with pending deliveries whose id is greater, by their ids. */
  List<Lane> lanes(Session session, String after, int count) throws SQLException {
    NavigableMap<String, Lane> lanes = new TreeMap<>();
    String place = after;
    while (lanes.size() < count) {
      List<String> starts = new ArrayList<>(List.of(place));
      longLanes.tailSet(place, false).stream().limit(GULPS_AT_ONCE - 1).forEach(starts::add);
      for (Gulp gulp : read(session, starts)) {
        if (gulp.start().compareTo(place) > 0) {
          // Between here and there is something that nobody remembers.
          break;
        }
        gulp.parts().forEach(part -> lanes.putIfAbsent(part.lane().webhookId(), part.lane()));
        if (gulp.endsTheIndex()) {
          return first(lanes, count);
        }
        place = behind(place, gulp);
      }
    }
    return first(lanes, count);
  }

  private static List<Lane> first(NavigableMap<String, Lane> lanes, int count) {
    return lanes.values().stream().limit(count).toList();
  }

  /**
   * Answers with the webhook up to which all is known now, and remembers it if it is a long one.
   */
  private String behind(String place, Gulp gulp) {
    String last = gulp.last().lane().webhookId();
    if (last.compareTo(place) <= 0) {
      return place;
    }
    longLanes.subSet(place, false, last, false).clear();
    if (gulp.last().deliveries() < GULP / 2) {
      longLanes.remove(last);
    } else if (longLanes.size() < MOST_REMEMBERED) {
      longLanes.add(last);
    }
    return last;
  }

  private static List<Gulp> read(Session session, List<String> starts) throws SQLException {
    String gulps =
        IntStream.range(0, starts.size())
            .mapToObj(i -> "(" + GULP_OF_INDEX.replace("NUMBER", Integer.toString(i)) + ")")
            .collect(Collectors.joining(" union all "));
    List<Object> parameters = new ArrayList<>();
    for (String start : starts) {
      parameters.add(start);
      parameters.add(GULP);
    }
    List<Gulp> read = starts.stream().map(start -> new Gulp(start, new ArrayList<>())).toList();
    session.forEach(
        LANES.replace("GULPS", gulps),
        row -> read.get(row.getInt(1)).parts().add(new Part(Lane.read(row, 3), row.getInt(2))),
        parameters.toArray());
    return read;
  }
}
