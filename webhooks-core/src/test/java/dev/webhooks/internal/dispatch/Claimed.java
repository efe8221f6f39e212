package dev.webhooks.internal.dispatch;

import dev.webhooks.model.DeliveryReference;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.time.Instant;

/** Claims for tests of what becomes of them. */
final class Claimed {
  private Claimed() {}

  static QueuedDelivery of(String workspace, String webhook) {
    return of(workspace, webhook, "dlv", 10);
  }

  /** One that is to be held back. */
  static QueuedDelivery later(String workspace, String webhook, String id, Duration sendAfter) {
    ClaimedDelivery claim = of(workspace, webhook, id, 10).claim();
    return new QueuedDelivery(
        new ClaimedDelivery(
            claim.delivery(),
            claim.body(),
            0,
            0,
            1,
            sendAfter,
            null,
            1,
            Duration.ZERO,
            Duration.ZERO,
            null),
        null,
        true,
        Long.MAX_VALUE);
  }

  /**
   * @param bytes how long its body is; negative for none
   */
  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  static QueuedDelivery of(String workspace, String webhook, String id, int bytes) {
    ClaimedDelivery claim =
        new ClaimedDelivery(
            DeliveryReference.builder(id)
                .event("evt", "message.sent")
                .workspace(workspace)
                .webhookId(webhook)
                .createdAt(Instant.EPOCH)
                .build(),
            bytes < 0 ? null : new byte[bytes],
            0,
            0,
            1,
            1);
    return new QueuedDelivery(claim, null, true, Long.MAX_VALUE);
  }
}
