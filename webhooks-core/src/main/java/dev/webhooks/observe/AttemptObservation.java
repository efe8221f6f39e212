package dev.webhooks.observe;

import org.jspecify.annotations.Nullable;

/** Hears how one POST ends: by one of its last two methods, once. */
public interface AttemptObservation {

  /**
   * What the endpoint is sent as its {@code traceparent} header, so that the receiver may go on
   * with the trace; null for no such header, as by default. A webhook's own header of that name
   * goes before. Asked once.
   */
  default @Nullable String traceparent() {
    return null;
  }

  /** The attempt was made, and is recorded next. */
  void ended(AttemptEnd end);

  /**
   * No attempt came of it, for reasons that are not the endpoint's: it is neither recorded nor
   * counted, and the delivery is sent later.
   */
  void abandoned();
}
