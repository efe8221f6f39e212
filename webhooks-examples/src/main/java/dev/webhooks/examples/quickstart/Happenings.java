package dev.webhooks.examples.quickstart;

import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.quickstart.Happening.Received;
import dev.webhooks.examples.quickstart.Happening.Settled;
import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.policy.WebhookListener;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Brings what happens on other threads to the one that tells the story. A story is short: there is
 * no bound.
 */
final class Happenings implements WebhookListener {
  private final BlockingQueue<Happening> queue = new LinkedBlockingQueue<>();
  private final long deadline;

  /**
   * @param patience how long the whole story may take from now on
   */
  Happenings(Duration patience) {
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  void onReceipt(Receipt receipt) {
    queue.add(new Received(receipt));
  }

  @Override
  public void onOutcome(DeliveryOutcome outcome) {
    queue.add(new Settled(outcome));
  }

  /** Waits for what comes next. */
  Happening next() throws CommandException {
    try {
      Happening next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw CommandException.failed("the story did not come to its end in time");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("interrupted");
    }
  }
}
