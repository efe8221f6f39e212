package dev.webhooks.jdbc;

import dev.webhooks.model.WebhookStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that has pending deliveries.
 *
 * @param dueIn when the first of them is due, in microseconds from now; negative when it is overdue
 * @param status the webhook's; null when it is gone
 * @param version the webhook's; zero when it is gone
 */
record Lane(String webhookId, long dueIn, @Nullable WebhookStatus status, long version) {

  /** Reads webhook id, time until due, status and version, which begin at this column. */
  static Lane read(ResultSet row, int first) throws SQLException {
    String status = row.getString(first + 2);
    return new Lane(
        row.getString(first),
        row.getLong(first + 1),
        status == null ? null : WebhookStatus.valueOf(status),
        row.getLong(first + 3));
  }

  static Lane read(ResultSet row) throws SQLException {
    return read(row, 1);
  }

  boolean isActive() {
    return status == WebhookStatus.ACTIVE;
  }

  boolean isDue() {
    return dueIn <= 0;
  }
}
