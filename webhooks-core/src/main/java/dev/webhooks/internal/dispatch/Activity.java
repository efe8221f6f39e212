package dev.webhooks.internal.dispatch;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.Completion;
import java.util.concurrent.atomic.LongAdder;

/** Counts what this node does. Thread safe. */
final class Activity {
  private final LongAdder claimed = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder givenUp = new LongAdder();

  /**
   * What it came to so far.
   *
   * @param claimed deliveries that were claimed, or taken over as they were published here
   * @param acknowledged attempts that were
   * @param failed attempts that were not, those of {@code givenUp} included
   * @param givenUp deliveries that are not tried again, or could not be sent
   */
  record Counts(long claimed, long acknowledged, long failed, long givenUp) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts since(Counts earlier) {
      return new Counts(
          claimed - earlier.claimed,
          acknowledged - earlier.acknowledged,
          failed - earlier.failed,
          givenUp - earlier.givenUp);
    }
  }

  void claimed(int count) {
    claimed.add(count);
  }

  /** A claim ended so, and that is stored. */
  void ended(Completion completion) {
    if (completion.attempt() != null) {
      (completion.attempt().acknowledged() ? acknowledged : failed).increment();
    }
    if (completion.state() == DeliveryState.FAILED) {
      givenUp.increment();
    }
  }

  Counts counts() {
    return new Counts(claimed.sum(), acknowledged.sum(), failed.sum(), givenUp.sum());
  }
}
