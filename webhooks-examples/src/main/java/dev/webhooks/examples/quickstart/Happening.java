package dev.webhooks.examples.quickstart;

import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.model.DeliveryOutcome;

/** What other threads report to the one that tells the story. */
sealed interface Happening {

  /** The receiver got a POST. */
  record Received(Receipt receipt) implements Happening {}

  /** The dispatcher stored how an attempt ended. */
  record Settled(DeliveryOutcome outcome) implements Happening {}
}
