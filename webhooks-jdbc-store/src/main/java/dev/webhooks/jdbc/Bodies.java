package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.Body;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of a claim's events, and their traces, each read once, however many of its deliveries
 * are there. Short ones come with the first look, which is one round trip; of the others that look
 * brings the length, and they follow in stretches, because drivers hold all that a statement
 * brings.
 *
 * <p>Not thread safe.
 */
final class Bodies {
  /** Of these many bytes or fewer a body is short. */
  private static final int SHORT = 8 * 1024;

  /** What a look brings at most of bodies. */
  private static final long LOOK = 2 * 1024 * 1024;

  /** What one statement brings at most of longer ones; a single body has as much as it has. */
  private static final int STRETCH = 1024 * 1024;

  private final Session session;
  private final long maxBytes;
  private final Map<String, Integer> lengths = new HashMap<>();
  private final Map<String, byte[]> bodies = new HashMap<>();
  private final Map<String, String> traceparents = new HashMap<>();

  /**
   * @param maxBytes how many bytes of bodies there may be in memory
   */
  Bodies(Session session, long maxBytes) {
    this.session = session;
    this.maxBytes = maxBytes;
  }

  /** Of these many bytes or fewer a body may come with the first look at so many. */
  static long shortest(long maxBytes, int count) {
    return Math.max(1, Math.min(SHORT, Math.min(maxBytes, LOOK) / count));
  }

  /** Keeps what is known of an event's body already. */
  void keep(String event, Body body) {
    if (body.length() != null) {
      lengths.put(event, body.length());
    }
    if (body.bytes() != null) {
      bodies.putIfAbsent(event, body.bytes());
    }
    if (body.traceparent() != null) {
      traceparents.put(event, body.traceparent());
    }
  }

  /** Looks at those of the events' bodies that nothing is known of. */
  void lookAt(List<String> events) throws SQLException {
    List<String> unknown = events.stream().filter(event -> !lengths.containsKey(event)).toList();
    if (!unknown.isEmpty()) {
      look(unknown, shortest(maxBytes, unknown.size()));
    }
  }

  private void look(List<String> events, long shortest) throws SQLException {
    session.forEach(
        """
        select id, octet_length(body), case when octet_length(body) <= ? then body end, traceparent
        from webhooks_event where id {in}\
        """,
        row -> {
          lengths.put(row.getString(1), row.getInt(2));
          keep(row, 3);
          String traceparent = row.getString(4);
          if (traceparent != null) {
            traceparents.put(row.getString(1), traceparent);
          }
        },
        shortest,
        new Ids(events));
  }

  /** How long an event's body is; nothing if it is lost. */
  int length(String event) {
    return lengths.getOrDefault(event, 0);
  }

  /** Reads what is missing of these events, in their order. */
  void read(List<String> events) throws SQLException {
    List<String> missing = new ArrayList<>();
    for (String event : events) {
      if (lengths.containsKey(event) && !bodies.containsKey(event)) {
        missing.add(event);
      }
    }
    for (List<String> some :
        new StatementLimit(RowLimit.MOST_ROWS, STRETCH).split(missing, this::length)) {
      session.forEach(
          "select id, body from webhooks_event where id {in}", row -> keep(row, 2), new Ids(some));
    }
  }

  /** The body that is read; null if it is lost. */
  byte @Nullable [] of(String event) {
    return bodies.get(event);
  }

  /** What a looked-at event was published with; null if it has none. */
  @Nullable String traceparentOf(String event) {
    return traceparents.get(event);
  }

  private void keep(ResultSet row, int column) throws SQLException {
    byte[] body = row.getBytes(column);
    if (body != null) {
      bodies.put(row.getString(1), body);
    }
  }
}
