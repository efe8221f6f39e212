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
        ClaimedDelivery.builder(claim.delivery(), 1)
            .body(claim.body())
            .sendAfter(sendAfter)
            .webhookVersion(1)
            .build(),
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
    DeliveryReference delivery =
        DeliveryReference.builder(id)
            .event("evt", "message.sent")
            .workspace(workspace)
            .webhookId(webhook)
            .createdAt(Instant.EPOCH)
            .build();
    ClaimedDelivery claim =
        ClaimedDelivery.builder(delivery, 1)
            .body(bytes < 0 ? null : new byte[bytes])
            .webhookVersion(1)
            .build();
    return new QueuedDelivery(claim, null, true, Long.MAX_VALUE);
  }
}
