package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.Attempt;
import dev.webhooks.spi.Completion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attempts whose webhook was deleted while their POST was out. They belong into the log, and change
 * nothing else: the delivery is cancelled.
 *
 * <p>A cancelled delivery keeps the token of the claim that was under way, so that it is known who
 * may still tell; it is counted on when that one has.
 */
final class LateAttempts {
  private static final Bulk TOLD =
      Bulk.update(
          "webhooks_delivery",
          "attempts = attempts + 1, token = token + 1, last_status = :status, last_error = :error",
          "id = :id",
          Bulk.text("id"),
          Bulk.integer("status"),
          Bulk.text("error"));

  private LateAttempts() {}

  /**
   * What these completions tell of deliveries whose webhook is gone, by delivery. The deliveries
   * are locked, and no longer in the queue.
   *
   * @param completions that were not accepted
   */
  static Map<String, Attempt> find(Session session, Collection<Completion> completions)
      throws SQLException {
    List<String> ids =
        completions.stream()
            .filter(completion -> completion.attempt() != null)
            .map(Completion::deliveryId)
            .distinct()
            .sorted()
            .toList();
    if (ids.isEmpty()) {
      return Map.of();
    }
    Cancellation.cancel(session, lockOrphans(session, ids));
    Map<String, Long> tokens = new HashMap<>();
    session.forEach(
        """
        select id, token from webhooks_delivery where id {in} and state = 'CANCELLED'
        order by id for update\
        """,
        row -> tokens.put(row.getString(1), row.getLong(2)),
        new Ids(ids));
    Map<String, Attempt> attempts = new TreeMap<>();
    for (Completion completion : completions) {
      Attempt attempt = completion.attempt();
      Long token = tokens.get(completion.deliveryId());
      if (attempt != null && token != null && token == completion.token()) {
        attempts.putIfAbsent(completion.deliveryId(), attempt);
      }
    }
    return attempts;
  }

  /** Those that are in the queue yet, although there is nobody to send them to. */
  private static List<String> lockOrphans(Session session, List<String> ids) throws SQLException {
    return session.select(
        """
        select p.delivery_id from webhooks_pending p
        where p.delivery_id {in}
          and not exists (select 1 from webhooks_webhook w where w.id = p.webhook_id)
        order by p.delivery_id for update\
        """,
        row -> row.getString(1),
        new Ids(ids));
  }

  /** Counts them; the attempts themselves are the caller's to write. */
  static void count(Session session, Map<String, Attempt> attempts) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    attempts.forEach(
        (delivery, attempt) ->
            rows.add(
                new @Nullable Object[] {
                  delivery, attempt.httpStatus(), Texts.remark(attempt.error())
                }));
    session.write(TOLD, rows);
  }
}
