package dev.webhooks.jdbc;

import dev.webhooks.jdbc.IndexRanges.Part;
import dev.webhooks.jdbc.IndexRanges.Range;
import dev.webhooks.jdbc.Session.RowReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MariaDB's and MySQL's. A loose index scan would be one statement, but the server does it only
 * where its statistics speak for it, and those of a queue are of a moment when it was empty as
 * likely as not. So the index is read in {@linkplain IndexRanges ranges of bounded size}, several
 * in one statement.
 *
 * <p>Thread safe.
 */
final class MariaDbQueue implements Queue {
  private static final int RANGES_AT_ONCE = 16;
  private static final int PORTIONS_AT_ONCE = 64;
  private static final int MOST_WORKSPACES_NOTED = 1_000;

  private static final String WORKSPACES =
      """
      select q.range_no, q.entries, q.workspace from (RANGES) q
      order by q.range_no, q.workspace\
      """;

  private static final String RANGE_OF_WORKSPACES =
      """
      select NUMBER as range_no, workspace, count(*) as entries
      from (select workspace from webhooks_pending {by turn}
            where workspace >= ? order by workspace, webhook_id, due_at limit ?) readNUMBER
      group by workspace\
      """;

  private static final String WEBHOOKS =
      "select q.range_no, q.entries, q.workspace, q.webhook_id, q.due_at - {now} as due_in, "
          + PendingWebhook.WEBHOOK
          + """
             from (RANGES) q left join webhooks_webhook w on w.id = q.webhook_id
            left join webhooks_health h on h.webhook_id = q.webhook_id
            order by q.range_no, q.webhook_id\
            """;

  private static final String RANGE_OF_WEBHOOKS =
      """
      select NUMBER as range_no, workspace, webhook_id, min(due_at) as due_at, count(*) as entries
      from (select workspace, webhook_id, due_at
            from webhooks_pending {by turn}
            where workspace = ? and webhook_id >= ?
            order by workspace, webhook_id, due_at limit ?) readNUMBER
      group by workspace, webhook_id\
      """;

  private static final String LOCK_DUE_OF_ONE =
      """
      select NUMBER as portion_no, delivery_id, workspace, webhook_id, token, due_at
      from webhooks_pending {by turn}
      where workspace = ? and webhook_id = ? and due_at <= {now}
      order by workspace, webhook_id, due_at limit ? for update skip locked\
      """;

  private static final String LOCK_ONE =
      """
      select NUMBER as portion_no, delivery_id, workspace, webhook_id, token, due_at
      from webhooks_pending where delivery_id = ? and token = ? and due_at = ?
      for update skip locked\
      """;

  private final NavigableSet<String> fullWorkspaces = notes();

  /** By workspace. */
  private final Map<String, NavigableSet<String>> fullWebhooks = new ConcurrentHashMap<>();

  private static NavigableSet<String> notes() {
    return new ConcurrentSkipListSet<>(IndexRanges.BY_BYTES);
  }

  @Override
  public List<String> workspacesFrom(Session session, String from, int count) throws SQLException {
    IndexRanges<String> workspaces = new IndexRanges<>(fullWorkspaces, from, count);
    while (!workspaces.isDone()) {
      List<Range<String>> ranges =
          workspaces.starts(RANGES_AT_ONCE).stream().map(Range<String>::new).toList();
      List<Object> parameters = new ArrayList<>();
      for (Range<String> range : ranges) {
        parameters.add(range.start());
        parameters.add(IndexRanges.RANGE);
      }
      read(
          session,
          WORKSPACES.replace("RANGES", union(RANGE_OF_WORKSPACES, ranges.size())),
          parameters,
          ranges,
          row ->
              part(row.getString("workspace"), row.getString("workspace"), row.getInt("entries")));
      workspaces.take(ranges);
    }
    return workspaces.found();
  }

  /** A walk over the webhooks of a workspace. */
  private record Walk(String workspace, IndexRanges<PendingWebhook> webhooks) {}

  @Override
  public List<PendingWebhook> webhooksBehind(Session session, List<Place> places, int count)
      throws SQLException {
    List<Walk> walks = new ArrayList<>();
    for (Place place : places) {
      NavigableSet<String> full =
          fullWebhooks.size() < MOST_WORKSPACES_NOTED
              ? fullWebhooks.computeIfAbsent(place.workspace(), workspace -> notes())
              : fullWebhooks.getOrDefault(place.workspace(), notes());
      String from = Queue.behind(place.webhookId());
      walks.add(new Walk(place.workspace(), new IndexRanges<>(full, from, count)));
    }
    List<Walk> open = walks;
    while (!open.isEmpty()) {
      readOn(session, open.subList(0, Math.min(RANGES_AT_ONCE, open.size())));
      open = open.stream().filter(walk -> !walk.webhooks().isDone()).toList();
    }
    for (Place place : places) {
      fullWebhooks.computeIfPresent(
          place.workspace(), (workspace, full) -> full.isEmpty() ? null : full);
    }
    return walks.stream().flatMap(walk -> walk.webhooks().found().stream()).toList();
  }

  private static void readOn(Session session, List<Walk> walks) throws SQLException {
    Map<Walk, List<Range<PendingWebhook>>> ofEach = new LinkedHashMap<>();
    List<Range<PendingWebhook>> ranges = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    for (Walk walk : walks) {
      List<Range<PendingWebhook>> ofOne =
          walk.webhooks().starts(RANGES_AT_ONCE / walks.size()).stream()
              .map(Range<PendingWebhook>::new)
              .toList();
      ofEach.put(walk, ofOne);
      ranges.addAll(ofOne);
      for (Range<PendingWebhook> range : ofOne) {
        parameters.addAll(List.of(walk.workspace(), range.start(), IndexRanges.RANGE));
      }
    }
    read(
        session,
        WEBHOOKS.replace("RANGES", union(RANGE_OF_WEBHOOKS, ranges.size())),
        parameters,
        ranges,
        row -> part(row.getString("webhook_id"), PendingWebhook.read(row), row.getInt("entries")));
    ofEach.forEach((walk, read) -> walk.webhooks().take(read));
  }

  private static <T> Part<T> part(String value, T known, int entries) {
    return new Part<>(value, known, entries);
  }

  private static String union(String range, int count) {
    return union(Collections.nCopies(count, range));
  }

  private static String union(List<String> selects) {
    return IntStream.range(0, selects.size())
        .mapToObj(i -> "(" + selects.get(i).replace("NUMBER", Integer.toString(i)) + ")")
        .collect(Collectors.joining(" union all "));
  }

  private static <T> void read(
      Session session,
      String sql,
      List<Object> parameters,
      List<Range<T>> ranges,
      RowReader<Part<T>> reader)
      throws SQLException {
    session.forEach(
        sql,
        row -> ranges.get(row.getInt("range_no")).parts().add(reader.read(row)),
        parameters.toArray());
  }

  @Override
  public List<Leased> lease(
      Session session, List<Share> shares, int limit, long duration, long shortBody)
      throws SQLException {
    return Queue.lease(
        session, shares, limit, duration, PORTIONS_AT_ONCE, some -> lockDue(session, some));
  }

  private static Map<Portion, List<Leased>> lockDue(Session session, List<Portion> portions)
      throws SQLException {
    List<List<Leased>> found = new ArrayList<>();
    List<String> selects = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    for (Portion portion : portions) {
      found.add(new ArrayList<>());
      Leased only = portion.only();
      if (only == null) {
        selects.add(LOCK_DUE_OF_ONE);
        parameters.addAll(
            List.of(portion.place().workspace(), portion.place().webhookId(), portion.most()));
      } else {
        selects.add(LOCK_ONE);
        parameters.addAll(List.of(only.id(), only.token(), only.dueAt()));
      }
    }
    session.forEach(
        union(selects),
        row -> found.get(row.getInt("portion_no")).add(Leased.read(row)),
        parameters.toArray());
    Map<Portion, List<Leased>> locked = new LinkedHashMap<>();
    for (int i = 0; i < portions.size(); i++) {
      locked.put(portions.get(i), found.get(i));
    }
    return locked;
  }
}
