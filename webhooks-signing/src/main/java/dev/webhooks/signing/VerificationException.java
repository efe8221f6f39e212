package dev.webhooks.signing;

/**
 * A request that must not be let in: answer it with status 401, and read nothing of its body.
 *
 * <p>The message names the {@link Verdict}, and neither a key nor anything that the sender wrote.
 */
public final class VerificationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Any but {@link Verdict#VALID}. */
  private final Verdict verdict;

  private VerificationException(Verdict verdict) {
    // A plus would cost 165 of the bytes that the jar may have.
    super("the request is not to be trusted: ".concat(verdict.name()));
    this.verdict = verdict;
  }

  static void throwUnlessValid(Verdict verdict) {
    if (!verdict.isValid()) {
      throw new VerificationException(verdict);
    }
  }

  /**
   * Tells why the request is refused.
   *
   * @return any verdict but {@link Verdict#VALID}
   */
  public Verdict verdict() {
    return verdict;
  }
}
