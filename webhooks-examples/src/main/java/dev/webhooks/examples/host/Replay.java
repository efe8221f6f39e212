package dev.webhooks.examples.host;

import dev.webhooks.DeliveryLog;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryRefusedException;
import java.time.Instant;

/** Sends a webhook once more what its endpoint has acknowledged, and lost after that. */
public final class Replay {
  private final DeliveryLog log;

  public Replay(DeliveryLog log) {
    this.log = log;
  }

  /**
   * Goes through the log page by page. What is sent again is {@code PENDING} and so no longer
   * found.
   *
   * @param from only deliveries created at this instant or later
   * @param until only those created before this instant
   * @return how many are sent again
   */
  public int delivered(String workspace, String webhookId, Instant from, Instant until) {
    DeliveryQuery.Builder query =
        DeliveryQuery.builder(workspace)
            .webhookId(webhookId)
            .state(DeliveryState.DELIVERED)
            .from(from)
            .until(until)
            .limit(DeliveryQuery.MAX_LIMIT);
    int again = 0;
    String cursor;
    do {
      DeliveryPage page = log.query(query.build());
      for (Delivery delivery : page.deliveries()) {
        again += isSentAgain(workspace, delivery) ? 1 : 0;
      }
      cursor = page.nextCursor();
      query.cursor(cursor);
    } while (cursor != null);
    return again;
  }

  private boolean isSentAgain(String workspace, Delivery delivery) {
    try {
      log.redeliver(workspace, delivery.id());
      return true;
    } catch (RedeliveryRefusedException e) {
      return false; // somebody else sends it again, or it had a thousand attempts
    }
  }
}
