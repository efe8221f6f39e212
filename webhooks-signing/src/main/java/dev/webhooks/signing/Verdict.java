package dev.webhooks.signing;

/**
 * What a {@link SignatureVerifier} or a {@link StandardVerifier} found.
 *
 * <p>Only {@link #VALID} lets a request in; the others say, for a log line, why it stays out. Ask
 * {@link #isValid()} rather than comparing with a refusal: more kinds of refusal may be added.
 */
public enum Verdict {
  /** One of the keys made this signature for exactly these bytes. */
  VALID,

  /** A header is absent or blank: the request comes from somewhere else. */
  MISSING,

  /** A header isn't written as the scheme says: no sender can have made it. */
  MALFORMED,

  /** None of the keys made this signature for these bytes: a wrong key, or a changed body. */
  MISMATCH,

  /** The request was sent longer ago than the tolerance, or one of the two clocks is wrong. */
  TIMESTAMP_TOO_OLD,

  /** The request says it was sent in the future, by more than the tolerance: a clock is wrong. */
  TIMESTAMP_TOO_NEW,

  /**
   * The signature is genuine, but the {@link ReplayGuard} let this request in before, or has no
   * room to remember it.
   */
  REPLAYED;

  /**
   * Tells whether the request may be trusted.
   *
   * @return true for {@link #VALID} alone
   */
  public boolean isValid() {
    return this == VALID;
  }
}
