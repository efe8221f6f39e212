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
 */
record Lane(String webhookId, long dueIn, @Nullable WebhookStatus status) {

  /** Reads a row of webhook id, time until due and status. */
  static Lane read(ResultSet row) throws SQLException {
    String status = row.getString(3);
    return new Lane(
        row.getString(1), row.getLong(2), status == null ? null : WebhookStatus.valueOf(status));
  }

  boolean isActive() {
    return status == WebhookStatus.ACTIVE;
  }

  boolean isDue() {
    return dueIn <= 0;
  }
}
