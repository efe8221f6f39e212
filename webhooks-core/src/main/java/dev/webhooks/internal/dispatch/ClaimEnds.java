package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that each claim comes to an end, whatever happens. Thread safe. */
final class ClaimEnds {
  private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);

  private final OutcomeWriter outcomes;
  private final LineLimit lines = new LineLimit(System::nanoTime);

  ClaimEnds(OutcomeWriter outcomes) {
    this.outcomes = outcomes;
  }

  /**
   * Ends a claim. When there is no memory to say how, its lease does it.
   *
   * @param leaseEnd by the engine's clock of nanoseconds
   */
  void end(ClaimedDelivery claim, long leaseEnd, Supplier<Completion> completion) {
    try {
      outcomes.add(new Outcome(claim.delivery(), completion.get(), leaseEnd));
    } catch (RuntimeException | Error e) {
      if (lines.admits()) {
        SafeLog.line(
            () ->
                log.warn(
                    "Delivery {} is left to its lease: {}{}",
                    claim.id(),
                    LogReason.of(e),
                    lines.leftOut()));
      }
    }
  }

  /** Gives it back unsent. */
  void giveBack(ClaimedDelivery claim, long leaseEnd, Duration delay) {
    end(claim, leaseEnd, () -> Completion.released(claim, delay));
  }
}
