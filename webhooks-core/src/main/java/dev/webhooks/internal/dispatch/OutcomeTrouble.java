package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong with the outcomes of a while, told in two lines at most.
 *
 * <p>Used by the storing thread alone.
 */
final class OutcomeTrouble {
  private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final long TOLD_AFTER = Duration.ofSeconds(10).toNanos();

  /** While the store takes nothing, one line says as much as a hundred. */
  private static final long TOLD_AGAIN_AFTER = Duration.ofMinutes(1).toNanos();

  private int refused;
  private int left;
  private String first = "";
  private long began;
  private boolean toldSinceStored;
  private long lastTold;

  /** It was stored in the end, but less of it than there was. */
  void refused(Outcome outcome, Throwable cause) {
    remember(outcome, cause);
    refused++;
  }

  /** Not stored: their leases bring the deliveries back. */
  void leaves(List<Outcome> outcomes, Throwable cause) {
    remember(outcomes.get(0), cause);
    left += outcomes.size();
  }

  /** The store took something. */
  void stored() {
    toldSinceStored = false;
  }

  /**
   * @param isOver whether nothing is left to be stored that failed before
   */
  void tell(boolean isOver) {
    long now = System.nanoTime();
    boolean soon = !isOver && now - began < TOLD_AFTER;
    boolean again = toldSinceStored && now - lastTold < TOLD_AGAIN_AFTER;
    if (!soon && !again) {
      tellRest();
    }
  }

  /** Whatever was not told yet. */
  void tellRest() {
    if (first.isEmpty()) {
      return;
    }
    toldSinceStored = true;
    lastTold = System.nanoTime();
    if (refused > 0) {
      SafeLog.line(
          () ->
              log.error(
                  "The store refused {} outcomes; the log keeps what it took of them, first"
                      + " delivery {}",
                  refused,
                  first));
    }
    if (left > 0) {
      SafeLog.line(
          () ->
              log.warn(
                  "{} outcomes could not be stored, their deliveries will be sent again, first"
                      + " delivery {}",
                  left,
                  first));
    }
    refused = 0;
    left = 0;
    first = "";
  }

  private void remember(Outcome outcome, Throwable cause) {
    if (first.isEmpty()) {
      first = outcome.delivery().id() + ": " + LogReason.of(cause);
      began = System.nanoTime();
    }
    SafeLog.line(
        () ->
            log.debug(
                "The outcome of delivery {} could not be stored", outcome.delivery().id(), cause));
  }
}
