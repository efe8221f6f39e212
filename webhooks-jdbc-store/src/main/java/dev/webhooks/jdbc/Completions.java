package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
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
 * Ends claims: outcomes reach the queue, the log and the attempts together, and only where the
 * claim is still valid.
 */
final class Completions {
  /**
   * A new token too: a completion that comes twice, because the reply to a commit was lost, counts
   * once.
   */
  private static final Bulk DUE_AGAIN =
      Bulk.update(
          "webhooks_pending",
          "due_at = {now} + :delay, token = token + 1",
          "delivery_id = :id",
          Bulk.text("id"),
          Bulk.bigint("delay"));

  private static final Bulk OUTCOMES =
      Bulk.update(
          "webhooks_delivery",
          """
          state = :state, attempts = attempts + :made, round_start = round_start + :waited,
          token = :token,
          last_status = case when :made = 1 then :status else last_status end,
          last_error = case when :judged = 1 then :error else last_error end,
          finished_at = case when :finished = 1 then {now} else null end\
          """,
          "id = :id",
          Bulk.text("id"),
          Bulk.text("state"),
          Bulk.bigint("token"),
          Bulk.integer("made"),
          Bulk.integer("waited"),
          Bulk.integer("status"),
          Bulk.integer("judged"),
          Bulk.text("error"),
          Bulk.integer("finished"));

  private static final Bulk ATTEMPTS =
      Bulk.insert(
          "webhooks_attempt",
          Bulk.text("delivery_id"),
          Bulk.integer("number"),
          Bulk.bigint("started_at"),
          Bulk.bigint("duration"),
          Bulk.integer("status"),
          Bulk.text("error"),
          Bulk.text("response_body"),
          Bulk.flag("truncated"));

  private Completions() {}

  /**
   * What was done.
   *
   * @param accepted the completions that were, by delivery
   * @param remembered whether something may be remembered of their webhooks' health
   */
  record Ended(Map<String, Completion> accepted, boolean remembered) {}

  /** Ends those claims that are still valid. */
  static Ended complete(Session session, Collection<Completion> completions) throws SQLException {
    Ended ended = accepted(session, completions);
    Map<String, Completion> accepted = ended.accepted();
    List<String> finished = new ArrayList<>();
    List<@Nullable Object[]> dueAgain = new ArrayList<>();
    List<@Nullable Object[]> outcomes = new ArrayList<>();
    List<@Nullable Object[]> attempts = new ArrayList<>();
    for (Completion completion : accepted.values()) {
      if (completion.state().isFinal()) {
        finished.add(completion.deliveryId());
      } else {
        dueAgain.add(
            new @Nullable Object[] {completion.deliveryId(), Micros.of(completion.delay())});
      }
      outcomes.add(outcome(completion));
      if (completion.attempt() != null) {
        attempts.add(attempt(completion.deliveryId(), completion.attempt()));
      }
    }
    Tally tally = Tally.of(accepted.values());
    Map<String, Attempt> late = LateAttempts.find(session, others(completions, accepted));
    late.forEach((delivery, attempt) -> attempts.add(attempt(delivery, attempt)));
    for (Completion completion : completions) {
      Attempt attempt = late.get(completion.deliveryId());
      if (attempt != null && attempt.equals(completion.attempt())) {
        tally.add(completion.webhookId(), attempt);
      }
    }
    if (!finished.isEmpty()) {
      session.update("delete from webhooks_pending where delivery_id {in}", new Ids(finished));
    }
    session.write(DUE_AGAIN, dueAgain);
    session.write(OUTCOMES, outcomes);
    LateAttempts.count(session, late);
    session.write(ATTEMPTS, attempts);
    TallyTable.write(session, tally);
    return ended;
  }

  private static List<Completion> others(
      Collection<Completion> completions, Map<String, Completion> accepted) {
    return completions.size() == accepted.size()
        ? List.of()
        : completions.stream()
            .filter(completion -> !accepted.containsKey(completion.deliveryId()))
            .toList();
  }

  /**
   * Locks the queue's rows of these claims, in the order of their ids, as everybody does who locks
   * several.
   *
   * @return the completions whose claim is still the delivery's latest
   */
  private static Ended accepted(Session session, Collection<Completion> completions)
      throws SQLException {
    List<String> ids =
        completions.stream().map(Completion::deliveryId).distinct().sorted().toList();
    Map<String, Long> tokens = new HashMap<>();
    boolean[] remembered = {false};
    session.forEach(
        """
        select p.delivery_id, p.token,
          (select 1 from webhooks_health h where h.webhook_id = p.webhook_id)
        from webhooks_pending p
        where p.delivery_id {in}
          and exists (select 1 from webhooks_webhook w where w.id = p.webhook_id)
        order by p.delivery_id for update\
        """,
        row -> {
          tokens.put(row.getString(1), row.getLong(2));
          remembered[0] |= row.getInt(3) == 1;
        },
        new Ids(ids));
    Map<String, Completion> accepted = new TreeMap<>();
    for (Completion completion : completions) {
      Long token = tokens.get(completion.deliveryId());
      if (token != null && token == completion.token()) {
        accepted.putIfAbsent(completion.deliveryId(), completion);
      }
    }
    return new Ended(accepted, remembered[0]);
  }

  private static @Nullable Object[] outcome(Completion completion) {
    Attempt attempt = completion.attempt();
    boolean judged = attempt != null || completion.error() != null;
    return new @Nullable Object[] {
      completion.deliveryId(),
      completion.state().name(),
      // Of what is cancelled nobody is to tell any more.
      completion.state() == DeliveryState.CANCELLED ? completion.token() + 1 : completion.token(),
      attempt == null ? 0 : 1,
      completion.askedToWait() == null ? 0 : 1,
      attempt == null ? null : attempt.httpStatus(),
      judged ? 1 : 0,
      Texts.remark(completion.error()),
      completion.state() == DeliveryState.PENDING ? 0 : 1
    };
  }

  private static @Nullable Object[] attempt(String deliveryId, Attempt attempt) {
    return new @Nullable Object[] {
      deliveryId,
      attempt.number(),
      Micros.of(attempt.startedAt()),
      Micros.of(attempt.duration()),
      attempt.httpStatus(),
      Texts.remark(attempt.error()),
      Texts.remark(attempt.responseBody()),
      Bulk.yesOrNull(attempt.truncated())
    };
  }
}
