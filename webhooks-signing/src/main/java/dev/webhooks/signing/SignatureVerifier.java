package dev.webhooks.signing;

import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a genuine webhook from a forged one.
 *
 * <pre>{@code
 * SignatureVerifier verifier = SignatureVerifier.ofApiKeys(apiKey); // once, at start-up
 * verifier.requireValid(body, request.getHeader("X-Webhook-Signature")); // throws: answer 401
 * }</pre>
 *
 * <p>While a key is being replaced, name the old one and the new one: a signature by either is
 * valid. A signature proves who sent the body, not when: deduplicate by the delivery id.
 *
 * <p>Immutable, and safe for use by many threads at once.
 */
public final class SignatureVerifier {
  private final WebhookSigner[] signers;

  private SignatureVerifier(WebhookSigner[] signers) {
    this.signers = signers;
  }

  /**
   * Makes a verifier that trusts every one of these keys.
   *
   * @param keys at least one
   * @return a verifier to keep as long as the keys are in use
   * @throws IllegalArgumentException if there are no keys
   */
  public static SignatureVerifier of(SigningKey... keys) {
    if (Objects.requireNonNull(keys, "keys").length == 0) {
      throw new IllegalArgumentException("a verifier needs at least one key");
    }
    WebhookSigner[] signers = new WebhookSigner[keys.length];
    for (int i = 0; i < keys.length; i++) {
      signers[i] =
          WebhookSigner.of(Objects.requireNonNull(keys[i], "a key of the verifier is null"));
    }
    return new SignatureVerifier(signers);
  }

  /**
   * Makes a verifier of the secrets as they were shown when the webhook was registered.
   *
   * @param apiKeys at least one, each as {@link SigningKey#ofApiKey} takes it
   * @return a verifier to keep as long as the keys are in use
   * @throws IllegalArgumentException if there are no keys, or one is blank or not printable ASCII
   */
  public static SignatureVerifier ofApiKeys(String... apiKeys) {
    SigningKey[] keys = new SigningKey[Objects.requireNonNull(apiKeys, "apiKeys").length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] =
          SigningKey.ofApiKey(
              Objects.requireNonNull(apiKeys[i], "an API key of the verifier is null"));
    }
    return of(keys);
  }

  /**
   * Lets a genuine request pass, and throws at any other: what comes after this call has nothing
   * but genuine requests to deal with.
   *
   * @param body the bytes that arrived, before any parsing, decoding or reformatting
   * @param signature the header's value, or null if the request has none
   * @throws VerificationException with the verdict of {@link #verify}, unless that is {@link
   *     Verdict#VALID}
   */
  public void requireValid(byte[] body, @Nullable String signature) {
    VerificationException.throwUnlessValid(verify(body, signature));
  }

  /**
   * Checks a signature, for a caller who looks at the answer; {@link #requireValid} is for all
   * others. Whatever a stranger puts into the header, the answer is a verdict and never an
   * exception.
   *
   * <p>A signature has one spelling, 64 lower-case hex digits: white space, a {@code sha256=} and
   * upper case are {@link Verdict#MALFORMED}. That keeps a signature unique where it is logged or
   * looked up, and costs nothing: senders of this format write lower case.
   *
   * @param body the bytes that arrived, before any parsing, decoding or reformatting
   * @param signature the header's value, or null if the request has none
   * @return {@link Verdict#VALID}, or the reason to refuse the request
   */
  @CheckReturnValue
  public Verdict verify(byte[] body, @Nullable String signature) {
    Objects.requireNonNull(body, "body");
    if (signature == null || signature.isBlank()) {
      return Verdict.MISSING;
    }
    byte[] claimed = Hex.decode(signature, WebhookSigner.SIGNATURE_BYTES);
    if (claimed == null) {
      return Verdict.MALFORMED;
    }
    boolean genuine = false;
    for (WebhookSigner signer : signers) {
      // Always all keys, and all bytes of each: the time taken tells nothing about any of them.
      genuine |= MessageDigest.isEqual(signer.mac(body), claimed);
    }
    return genuine ? Verdict.VALID : Verdict.MISMATCH;
  }

  /** Returns a text without any part of a key. */
  @Override
  public String toString() {
    return "SignatureVerifier[redacted, keys=" + signers.length + "]";
  }
}
