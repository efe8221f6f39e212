package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/** The delivery can't be sent again, or not now. Nothing was changed. */
public final class RedeliveryRefusedException extends ConflictException {
  private static final long serialVersionUID = 1L;

  private final RedeliveryAnswer reason;

  /**
   * @throws IllegalArgumentException when that is no refusal
   */
  public RedeliveryRefusedException(RedeliveryAnswer reason) {
    super(text(reason));
    this.reason = requireNonNull(reason, "reason");
  }

  /** Why, for programs; the message says it to people. */
  public RedeliveryAnswer reason() {
    return reason;
  }

  private static String text(RedeliveryAnswer reason) {
    return switch (reason) {
      case WEBHOOK_DELETED -> "its webhook was deleted, so it can't be sent again";
      case HELD -> "it waits for its webhook to be active, and leaves by itself as soon as it is";
      case UNDER_WAY -> "it is being sent at this moment";
      case NOT_FIRST ->
          "its webhook gets its events in order, and others come before it; only the first that"
              + " waits can be sent now";
      case TOO_MANY_ATTEMPTS ->
          "it has been tried "
              + Delivery.MAX_ATTEMPTS
              + " times, which is as often as one delivery may be; publish the event anew";
      case ACCEPTED, NOT_FOUND -> throw new IllegalArgumentException(reason + " is no refusal");
    };
  }
}
