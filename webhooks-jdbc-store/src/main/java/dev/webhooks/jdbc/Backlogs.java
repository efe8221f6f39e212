package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.WaitingDeliveries;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts the rows of the queue, no further than it pays. The oldest is the one with the least id,
 * for ids are ordered by time.
 */
final class Backlogs {
  private static final String MOST = " limit " + WaitingDeliveries.MAX_COUNT;

  /** Those at a webhook's place, those set aside, and those that an older release has stored. */
  private static final String OF_ONE =
      "(select count(*) as waiting, min(x.delivery_id) as oldest, NUMBER as place from ("
          + "(select delivery_id from webhooks_pending where workspace = ? and webhook_id = ?"
          + MOST
          + ") union all (select delivery_id from webhooks_pending"
          + " where workspace is null and webhook_id = ?"
          + MOST
          + ") union all (select delivery_id from webhooks_pending"
          + " where workspace = '' and webhook_id = ?"
          + MOST
          + ")) x)";

  /** Those that are set aside are found by the notes about their webhooks. */
  private static final String OF_WORKSPACE =
      "select count(*), min(x.delivery_id) from ("
          + "(select delivery_id from webhooks_pending where workspace = ?"
          + MOST
          + ") union all (select p.delivery_id from webhooks_held h"
          + " join webhooks_webhook w on w.id = h.webhook_id"
          + " join webhooks_pending p on p.webhook_id = h.webhook_id and p.workspace is null"
          + " where w.workspace = ?"
          + MOST
          + ")) x";

  private static final String OF_ALL =
      "select count(*), min(x.delivery_id) from"
          + " (select delivery_id from webhooks_pending order by delivery_id"
          + MOST
          + ") x";

  /** Each number of webhooks is a statement of its own: a few of them are kept. */
  private static final int AT_ONCE = 16;

  private Backlogs() {}

  private record Backlog(int count, String oldest) {

    static Backlog read(ResultSet row) throws SQLException {
      String oldest = row.getString(2);
      return new Backlog(
          Math.min(row.getInt(1), WaitingDeliveries.MAX_COUNT), oldest == null ? "" : oldest);
    }
  }

  static WaitingDeliveries ofAll(Session session) throws SQLException {
    return only(session, session.select(OF_ALL, Backlog::read));
  }

  static WaitingDeliveries ofWorkspace(Session session, String workspace) throws SQLException {
    return only(session, session.select(OF_WORKSPACE, Backlog::read, workspace, workspace));
  }

  private static WaitingDeliveries only(Session session, List<Backlog> one) throws SQLException {
    Map<String, Backlog> byName = new HashMap<>();
    one.forEach(backlog -> byName.put("", backlog));
    return answers(session, byName).getOrDefault("", WaitingDeliveries.NONE);
  }

  static Map<String, WaitingDeliveries> ofWebhooks(
      Session session, String workspace, List<String> webhookIds) throws SQLException {
    List<String> ids =
        session.select(
            "select id from webhooks_webhook where id {in} and workspace = ?",
            row -> row.getString(1),
            new Ids(webhookIds),
            workspace);
    Map<String, Backlog> backlogs = new HashMap<>();
    for (int i = 0; i < ids.size(); i += AT_ONCE) {
      count(session, workspace, ids.subList(i, Math.min(ids.size(), i + AT_ONCE)), backlogs);
    }
    return answers(session, backlogs);
  }

  private static void count(
      Session session, String workspace, List<String> ids, Map<String, Backlog> backlogs)
      throws SQLException {
    int count = Math.max(1, Integer.highestOneBit(2 * ids.size() - 1)); // the next power of two
    List<Object> parameters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = ids.get(Math.min(i, ids.size() - 1));
      parameters.addAll(List.of(workspace, id, id, id));
    }
    session.forEach(
        IntStream.range(0, count)
            .mapToObj(i -> OF_ONE.replace("NUMBER", Integer.toString(i)))
            .collect(Collectors.joining(" union all ")),
        row -> backlogs.put(ids.get(Math.min(row.getInt(3), ids.size() - 1)), Backlog.read(row)),
        parameters.toArray());
  }

  /** Deliveries that leave between the two looks leave no time behind. */
  private static Map<String, WaitingDeliveries> answers(
      Session session, Map<String, Backlog> backlogs) throws SQLException {
    List<String> oldest =
        backlogs.values().stream().map(Backlog::oldest).filter(id -> !id.isEmpty()).toList();
    Map<String, Long> created = new HashMap<>();
    if (!oldest.isEmpty()) {
      session.forEach(
          "select id, created_at from webhooks_delivery where id {in}",
          row -> created.put(row.getString(1), row.getLong(2)),
          new Ids(oldest));
    }
    Map<String, WaitingDeliveries> answers = new HashMap<>();
    backlogs.forEach(
        (name, backlog) ->
            answers.put(
                name,
                new WaitingDeliveries(
                    backlog.count(), Micros.instantOrNull(created.get(backlog.oldest())))));
    return answers;
  }
}
