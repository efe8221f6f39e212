package dev.webhooks.signing;

/**
 * What a {@link SignatureVerifier} found.
 *
 * <p>Only {@link #VALID} lets a request in; the others say, for a log line, why it stays out. Ask
 * {@link #isValid()} rather than comparing with a refusal: more kinds of refusal may be added.
 */
public enum Verdict {
  /** One of the keys made this signature for exactly these bytes. */
  VALID,

  /** There is no signature, or a blank one: the request comes from somewhere else. */
  MISSING,

  /** The signature isn't 64 lower-case hex digits: no key can have made it. */
  MALFORMED,

  /** None of the keys made this signature for these bytes: a wrong key, or a changed body. */
  MISMATCH;

  /**
   * Tells whether the request may be trusted.
   *
   * @return true for {@link #VALID} alone
   */
  public boolean isValid() {
    return this == VALID;
  }
}
