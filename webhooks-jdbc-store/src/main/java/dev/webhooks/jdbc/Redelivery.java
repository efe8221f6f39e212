package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.StoredWebhook;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts finished deliveries back to work, and lets waiting ones leave at once. */
final class Redelivery {
  /** How much of a log one statement reads to find what failed, where the database lets it. */
  private static final int STRETCH = 5_000;

  private Redelivery() {}

  /**
   * A delivery as a redelivery finds it.
   *
   * @param webhookStatus null when the webhook is gone
   * @param ordered whether the webhook is
   * @param token of the last claim that ended; 0 when none did
   */
  private record Found(
      DeliveryState state,
      int attempts,
      @Nullable String webhookStatus,
      boolean ordered,
      long token) {}

  static RedeliveryAnswer redeliver(Session session, String workspace, String id)
      throws SQLException {
    // The queue's row first, as whoever claims and completes does it: while it is locked, both
    // wait.
    Optional<Queued> queued = lockQueued(session, id);
    Optional<Found> found =
        session.selectOne(
            """
            select d.state, d.attempts, d.token,
              (select w.status from webhooks_webhook w where w.id = d.webhook_id),
              (select w.ordered from webhooks_webhook w where w.id = d.webhook_id)
            from webhooks_delivery d where d.id = ? and d.workspace = ? for update\
            """,
            row ->
                new Found(
                    DeliveryState.valueOf(row.getString(1)),
                    row.getInt(2),
                    row.getString(4),
                    row.getBoolean(5),
                    row.getLong(3)),
            id,
            workspace);
    if (found.isEmpty()) {
      return RedeliveryAnswer.NOT_FOUND;
    }
    Found delivery = found.get();
    if (delivery.webhookStatus() == null) {
      return RedeliveryAnswer.WEBHOOK_DELETED;
    }
    if (delivery.state() == DeliveryState.PENDING) {
      return sendNow(session, id, delivery, queued);
    }
    if (delivery.attempts() >= Delivery.MAX_ATTEMPTS) {
      return RedeliveryAnswer.TOO_MANY_ATTEMPTS;
    }
    putBack(session, List.of(id), delivery.ordered());
    return RedeliveryAnswer.ACCEPTED;
  }

  /**
   * A delivery in the queue.
   *
   * @param place null when it is set aside
   * @param dueIn in microseconds
   */
  private record Queued(@Nullable Place place, long token, long dueIn) {
    boolean isDue() {
      return dueIn <= 0;
    }

    /** Every claim takes the next token, and so does the end of one. */
    boolean isClaimed(Found delivery) {
      return token != (delivery.token() == 0 ? 0 : delivery.token() + 1);
    }
  }

  private static Optional<Queued> lockQueued(Session session, String id) throws SQLException {
    return session.selectOne(
        """
        select token, due_at - {now}, workspace, webhook_id from webhooks_pending
        where delivery_id = ? for update\
        """,
        row -> {
          String workspace = row.getString(3);
          return new Queued(
              workspace == null ? null : new Place(workspace, row.getString(4)),
              row.getLong(1),
              row.getLong(2));
        },
        id);
  }

  /** A claim whose lease has ended is nobody's: its delivery is due already. */
  private static RedeliveryAnswer sendNow(
      Session session, String id, Found delivery, Optional<Queued> queued) throws SQLException {
    if (!WebhookStatus.ACTIVE.name().equals(delivery.webhookStatus())) {
      return RedeliveryAnswer.HELD;
    }
    // Without a row in the queue it was put there since: then it is due.
    if (queued.isEmpty()) {
      return RedeliveryAnswer.ACCEPTED;
    }
    Queued waiting = queued.get();
    if (!waiting.isDue() && waiting.isClaimed(delivery)) {
      return RedeliveryAnswer.UNDER_WAY;
    }
    Place place = waiting.place();
    if (delivery.ordered() && (place == null || !Places.isFirst(session, place, id))) {
      return RedeliveryAnswer.NOT_FIRST;
    }
    boolean firstInLine = delivery.ordered() && Places.isPlace(waiting.dueIn());
    if (!waiting.isDue() && !firstInLine) {
      session.update("update webhooks_pending set due_at = {now} where delivery_id = ?", id);
    }
    return RedeliveryAnswer.ACCEPTED;
  }

  /** A delivery of the webhook, and whether it seems to be one to recover. */
  private record Candidate(Cursor place, boolean wanted) {
    String id() {
      return place.id();
    }
  }

  /**
   * Reads the webhook's log in stretches, without a lock: no index tells what failed, because that
   * would cost every outcome an index entry. Then locks what failed by its keys, and only that.
   */
  static List<String> recover(
      Session session,
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable String after,
      int limit)
      throws SQLException {
    Optional<StoredWebhook> webhook = WebhookTable.find(session, workspace, webhookId);
    if (webhook.isEmpty()) {
      return List.of();
    }
    List<String> locked = new ArrayList<>();
    Cursor place = after == null ? null : placeOf(session, after);
    int longest = session.limit().stretch(STRETCH);
    boolean more = true;
    while (more && locked.size() < limit) {
      int left = limit - locked.size();
      Conditions range =
          new Conditions("d")
              .and("d.webhook_id = ?", webhookId)
              .createdFrom(from)
              .createdBefore(until)
              .beside(">", place);
      List<Candidate> stretch = stretch(session, workspace, range, longest);
      List<Candidate> failed = stretch.stream().filter(Candidate::wanted).limit(left).toList();
      List<String> ids = failed.stream().map(Candidate::id).toList();
      Set<String> still = Set.copyOf(lockFailed(session, ids));
      ids.stream().filter(still::contains).forEach(locked::add);
      boolean cut = failed.size() == left;
      more = cut || stretch.size() == longest;
      if (more) {
        place = (cut ? failed.get(left - 1) : stretch.get(longest - 1)).place();
      }
    }
    putBack(session, locked, webhook.get().webhook().settings().ordered());
    return locked;
  }

  /** Before everything, if the delivery was removed meanwhile. */
  private static @Nullable Cursor placeOf(Session session, String id) throws SQLException {
    return session
        .selectOne(
            "select created_at, id from webhooks_delivery where id = ?",
            row -> new Cursor(Micros.instant(row.getLong(1)), row.getString(2)),
            id)
        .orElse(null);
  }

  private static List<Candidate> stretch(
      Session session, String workspace, Conditions range, int longest) throws SQLException {
    return session.select(
        "select d.created_at, d.id, d.workspace, d.state, d.attempts from webhooks_delivery d"
            + range.where()
            + " order by d.webhook_id, d.created_at, d.id limit ?",
        row ->
            new Candidate(
                new Cursor(Micros.instant(row.getLong(1)), row.getString(2)),
                row.getString(3).equals(workspace)
                    && row.getString(4).equals(DeliveryState.FAILED.name())
                    && row.getInt(5) < Delivery.MAX_ATTEMPTS),
        range.parameters(longest));
  }

  private static List<String> lockFailed(Session session, List<String> ids) throws SQLException {
    return ids.isEmpty()
        ? List.of()
        : session.select(
            """
            select id from webhooks_delivery where id {in} and state = 'FAILED'
            order by id for update\
            """,
            row -> row.getString(1),
            new Ids(ids));
  }

  /**
   * The queue's token goes on behind the last claim's, so that no claim of an earlier round fits;
   * what was dropped before any claim begins anew.
   *
   * @param inOrder whether each waits until the others before it are done
   */
  private static void putBack(Session session, List<String> ids, boolean inOrder)
      throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    session.update(
        """
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select id, workspace, webhook_id, {now}, case when token = 0 then 0 else token + 1 end
        from webhooks_delivery where id {in}\
        """,
        new Ids(ids));
    if (inOrder) {
      Places.putLast(session, ids);
    }
    session.update(
        """
        update webhooks_delivery set state = 'PENDING', round_start = attempts, finished_at = null
        where id {in}\
        """,
        new Ids(ids));
  }
}
