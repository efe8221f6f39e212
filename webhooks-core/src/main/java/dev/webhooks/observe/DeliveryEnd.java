package dev.webhooks.observe;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.DeliveryState;

/**
 * A delivery that came to its end.
 *
 * <p>Immutable.
 */
public final class DeliveryEnd {
  private final DeliveryState state;
  private final Reason reason;

  /** Why it is in its final state. */
  public enum Reason {
    /** The endpoint acknowledged it. */
    ACKNOWLEDGED,
    /** The last attempt got an answer that does not acknowledge. */
    STATUS,
    /** The last attempt got no answer. */
    NO_ANSWER,
    /** It could not be sent, and never could be: its body or its webhook's key can't be read. */
    UNSENDABLE,
    /** Its webhook was deleted. */
    WEBHOOK_GONE,
    /** What waited for its webhook was dropped. */
    DROPPED
  }

  /**
   * For the library, and tests of observers.
   *
   * @param state a final one
   */
  public DeliveryEnd(DeliveryState state, Reason reason) {
    this.state = requireNonNull(state, "state");
    this.reason = requireNonNull(reason, "reason");
  }

  /** A final state. */
  public DeliveryState state() {
    return state;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
