package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.model.Attempt;
import dev.webhooks.spi.Completion;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends claims on PostgreSQL in one round trip, if all of them are still valid, as they nearly
 * always are, and no webhook's health is to be judged by them. If not, nothing is changed, and
 * {@link Endings} goes another way.
 */
final class PostgresCompletion {
  private static final List<Input> INPUTS =
      List.of(
          Bulk.text("id"),
          Bulk.bigint("token"),
          Bulk.text("state"),
          Bulk.bigint("delay"),
          Bulk.text("error"),
          Bulk.integer("number"),
          Bulk.bigint("started_at"),
          Bulk.bigint("duration"),
          Bulk.integer("status"),
          Bulk.text("attempt_error"),
          Bulk.text("response_body"),
          Bulk.flag("truncated"),
          Bulk.integer("waited"));

  /**
   * For the statement that follows, in whose transaction it is, because the driver sends both as
   * one. A plan that is kept saves more time than all the rest takes, and one by indexes fits
   * tables of every size: the queue shrinks to nothing and grows again within seconds. PostgreSQL
   * would make a new plan each time, because it takes a group for ten deliveries beforehand, and
   * for one when it sees it.
   */
  private static final String BY_INDEXES =
      "select set_config('enable_seqscan', 'off', true),"
          + " set_config('plan_cache_mode', 'force_generic_plan', true)";

  /**
   * All rows of the queue are locked before anything is written, in the order of their ids, as
   * everybody does who locks several: whether all claims are valid is asked first.
   *
   * <p>Rows are looked for with ANY, of one value too: what is compared for equality may be joined
   * by reading all of an index, and a plan made for an empty queue would be.
   */
  static final String COMPLETE =
      """
      with ended as materialized (
        select in_id, in_token, in_state, in_delay, in_error, in_number, in_started_at, in_duration,
          in_status, in_attempt_error, in_response_body, in_truncated, in_waited
        from ENDED_ROWS),
      locked as materialized (
        select p.delivery_id, p.token, p.webhook_id from webhooks_pending p
        where p.delivery_id = any (array(select in_id from ended))
          and (select true from webhooks_webhook w where w.id = p.webhook_id)
        order by p.delivery_id for update of p),
      accepted as materialized (
        select not exists (
          select 1 from ended
          where ((in_id, in_token) in (select delivery_id, token from locked)) is not true)
          and (? or not exists (
            select 1 from webhooks_health h
            where h.webhook_id = any (array(select distinct locked.webhook_id from locked))))
          as are_all),
      finished as (
        delete from webhooks_pending
        where delivery_id = any (array(
          select in_id from ended where in_state <> 'PENDING' and (select are_all from accepted)))
        returning 1),
      due_again as (
        update webhooks_pending set due_at = (select {now}) + in_delay, token = token + 1
        from ended
        where delivery_id = any (array[in_id]) and in_state = 'PENDING'
          and (select are_all from accepted)
        returning 1),
      logged as (
        update webhooks_delivery set state = in_state,
          attempts = attempts + case when in_number is null then 0 else 1 end,
          round_start = round_start + in_waited,
          token = in_token + case in_state when 'CANCELLED' then 1 else 0 end,
          last_status = case when in_number is null then last_status else in_status end,
          last_error =
            case when in_number is null and in_error is null then last_error else in_error end,
          finished_at = case in_state when 'PENDING' then null else (select {now}) end
        from ended where id = any (array[in_id]) and (select are_all from accepted)),
      attempted as (
        insert into webhooks_attempt (delivery_id, number, started_at, duration, status, error,
          response_body, truncated)
        select in_id, in_number, in_started_at, in_duration, in_status, in_attempt_error,
          in_response_body, in_truncated
        from ended where in_number is not null and (select are_all from accepted)),
      counted as (
        insert into webhooks_tally (entries)
        select tally.entries from (select cast(? as bytea) as entries) tally
        where tally.entries is not null and (select are_all from accepted))
      select are_all, (select count(*) from finished) + (select count(*) from due_again)
      from accepted\
      """
          .replace("ENDED_ROWS", PgArrays.unnested(INPUTS));

  private static final String TEXT = BY_INDEXES + "; " + COMPLETE;

  private final Map<String, Completion> byDelivery = new LinkedHashMap<>();
  private final List<@Nullable Object[]> rows;
  private final byte @Nullable [] tally;

  /** Of several claims of one delivery the first is tried. */
  PostgresCompletion(Collection<Completion> completions) {
    completions.forEach(one -> byDelivery.putIfAbsent(one.deliveryId(), one));
    rows = byDelivery.values().stream().map(PostgresCompletion::row).toList();
    tally = Tally.of(byDelivery.values()).toBytes();
  }

  /** Whether one statement can end these claims. */
  boolean isOneStatement(StatementLimit limit) {
    return limit.fits(rows);
  }

  /**
   * Ends all of these claims, or changes nothing.
   *
   * @param judged whether the webhooks' health is judged afterwards; without, nothing may be
   *     remembered of them
   * @return the completions; empty when one of the claims is not its delivery's latest any more, or
   *     of a webhook that is to be judged
   */
  Optional<Map<String, Completion>> complete(Session session, boolean judged) throws SQLException {
    if (!Session.areStorable(rows)) {
      return Optional.empty();
    }
    session.limit().carry(rows.size());
    try (PreparedStatement statement =
        session.connection().prepareStatement(session.sql().of(TEXT))) {
      int next = PgArrays.bind(statement, 1, INPUTS, rows);
      statement.setBoolean(next, judged);
      statement.setBytes(next + 1, tally);
      statement.execute();
      if (!statement.getMoreResults()) {
        throw nothingAnswered();
      }
      try (ResultSet row = statement.getResultSet()) {
        if (!row.next()) {
          throw nothingAnswered();
        }
        return row.getBoolean(1) ? Optional.of(accepted(row)) : Optional.empty();
      }
    }
  }

  private Map<String, Completion> accepted(ResultSet row) throws SQLException {
    if (row.getInt(2) != rows.size()) {
      throw new StatementNames.WrongCountException(rows.size(), row.getInt(2));
    }
    return byDelivery;
  }

  private static SQLException nothingAnswered() {
    return new SQLException("ending claims answered nothing", "02000");
  }

  private static @Nullable Object[] row(Completion completion) {
    Attempt attempt = completion.attempt();
    return new @Nullable Object[] {
      completion.deliveryId(),
      completion.token(),
      completion.state().name(),
      Micros.of(completion.delay()),
      Texts.remark(completion.error()),
      attempt == null ? null : attempt.number(),
      attempt == null ? null : Micros.of(attempt.startedAt()),
      attempt == null ? null : Micros.of(attempt.duration()),
      attempt == null ? null : attempt.httpStatus(),
      attempt == null ? null : Texts.remark(attempt.error()),
      attempt == null ? null : Texts.remark(attempt.responseBody()),
      attempt == null ? null : Bulk.yesOrNull(attempt.truncated()),
      completion.askedToWait() == null ? 0 : 1
    };
  }
}
