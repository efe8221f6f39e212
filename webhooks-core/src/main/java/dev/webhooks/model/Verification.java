package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake found out: the URL's owner wants these events, or why that is not proven.
 *
 * @param refusal null when the URL proved itself
 * @param detail the refusal in words, fit for the webhook's owner; null when the URL proved itself
 */
public record Verification(@Nullable Refusal refusal, @Nullable String detail) {

  /** Why a URL did not prove itself. Each cause has its own. */
  public enum Refusal {
    /** No complete answer within the time allowed. */
    TIMEOUT,
    /** A status other than 200. */
    STATUS,
    /** A content type other than {@code application/json}. */
    CONTENT_TYPE,
    /** The body is not a JSON object with a {@code verifyToken}, or repeats the {@code event}. */
    UNREADABLE_BODY,
    /** The body is longer than a handshake's answer may be. */
    OVERSIZED_BODY,
    /** A {@code verifyToken} other than the one sent. */
    WRONG_TOKEN,
    /** No trusted TLS connection. */
    TLS,
    /** The URL, or an address behind it, is not one that may be connected to. */
    REFUSED_ADDRESS,
    /** No connection, or one that broke. */
    CONNECTION
  }

  private static final Verification PASSED = new Verification(null, null);

  public static Verification passed() {
    return PASSED;
  }

  public static Verification refused(Refusal refusal, String detail) {
    return new Verification(requireNonNull(refusal, "refusal"), requireNonNull(detail, "detail"));
  }

  public boolean verified() {
    return refusal == null;
  }
}
