package dev.webhooks.signing;

import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the bodies that are sent to one webhook.
 *
 * <pre>{@code
 * String signature = WebhookSigner.of(key).sign(body);
 * }</pre>
 *
 * <p>Immutable, and safe for use by many threads at once.
 */
public final class WebhookSigner {
  static final int SIGNATURE_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** Never used itself: it has state, and many threads sign. */
  private final Mac prototype;

  private WebhookSigner(SecretKeySpec key) {
    this.key = key;
    this.prototype = keyed();
  }

  /**
   * Makes a signer.
   *
   * @param key the webhook's key
   * @return a signer to keep as long as the key is in use
   */
  public static WebhookSigner of(SigningKey key) {
    Objects.requireNonNull(key, "key");
    return new WebhookSigner(new SecretKeySpec(key.reveal(), ALGORITHM));
  }

  /**
   * Signs a body.
   *
   * @param body the exact bytes that go over the wire, possibly none
   * @return HMAC-SHA256 over the body, as 64 lower-case hex digits
   */
  public String sign(byte[] body) {
    return Hex.encode(mac(Objects.requireNonNull(body, "body")));
  }

  byte[] mac(byte[]... parts) {
    Mac mac = fresh();
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** A copy costs a third of what a new one does; not every provider makes any. */
  private Mac fresh() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      return keyed();
    }
  }

  private Mac keyed() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Returns a text without any part of the key. */
  @Override
  public String toString() {
    return "WebhookSigner[redacted]";
  }
}
