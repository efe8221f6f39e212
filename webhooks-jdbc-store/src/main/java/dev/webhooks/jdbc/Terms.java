package dev.webhooks.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * On what terms deliveries of a webhook may be claimed, as a walk sees them.
 *
 * @param ordered whether one at a time, in their order
 * @param rate how many POSTs a second; 0 for any number
 * @param window how many may be under way, in the judgement of its health; 0 for any number
 * @param heldFor for how many microseconds nothing may be claimed; not more than 0 where nothing is
 *     in the way
 * @param paced whether it is known when the next POST may leave
 */
record Terms(boolean ordered, int rate, int window, long heldFor, boolean paced) {
  /** What {@link #read} reads, of the webhook as {@code w} and its health as {@code h}. */
  static final String COLUMNS =
      """
      w.ordered, w.rate_limit, h.send_window, h.round_left, h.blocked_until - {now} as blocked_in,
      h.round_until - {now} as round_in,
      case when w.rate_limit is not null then
        (select c.next_at - {now} from webhooks_pace c where c.webhook_id = w.id) end as next_in\
      """;

  static Terms read(ResultSet row) throws SQLException {
    int window = row.getInt("send_window");
    long held = inOr(row, "blocked_in", Long.MIN_VALUE);
    if (window > 0 && row.getInt("round_left") > 0) {
      held = Math.max(held, row.getLong("round_in"));
    }
    long next = inOr(row, "next_in", Long.MIN_VALUE);
    boolean paced = next != Long.MIN_VALUE;
    if (paced && Pace.isAhead(next)) {
      held = Math.max(held, next - Pace.AHEAD);
    }
    return new Terms(row.getBoolean("ordered"), row.getInt("rate_limit"), window, held, paced);
  }

  private static long inOr(ResultSet row, String column, long none) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? none : value;
  }

  /** Whether a claim has to look twice before it takes anything. */
  boolean bind() {
    return ordered || rate > 0 || window > 0;
  }
}
