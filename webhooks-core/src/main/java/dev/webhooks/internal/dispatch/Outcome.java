package dev.webhooks.internal.dispatch;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.spi.Completion;

/**
 * One claim's end, and when the claim itself ends whatever we do. It holds no body: what waits to
 * be stored weighs little.
 *
 * @param sent whether a POST was made
 */
record Outcome(
    DeliveryReference delivery, Completion completion, boolean sent, long leaseEndNanos) {

  Outcome(DeliveryReference delivery, Completion completion, long leaseEndNanos) {
    this(delivery, completion, completion.attempt() != null, leaseEndNanos);
  }

  /** The same claim's end, with less to store. */
  Outcome with(Completion less) {
    return new Outcome(delivery, less, sent, leaseEndNanos);
  }

  /** What it may take in a statement: a character is three bytes, or two with its escape. */
  long bytes() {
    Attempt attempt = completion.attempt();
    String response = attempt == null ? null : attempt.responseBody();
    return 1_024 + (response == null ? 0 : 3L * response.length());
  }
}
