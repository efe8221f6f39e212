package dev.webhooks.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The secret bytes that HMAC-SHA256 is keyed with.
 *
 * <p>Whoever holds them can sign. They leave this object through {@link #reveal()} alone: no {@code
 * toString}, no hash code, no exception message and no serialised form carries any of them.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class SigningKey {
  /** RFC 2104 hashes a longer key down before it uses it. */
  private static final int HMAC_BLOCK_BYTES = 64;

  static final String STANDARD_PREFIX = "whsec_";
  private static final int MIN_STANDARD_BYTES = 24;
  private static final int MAX_STANDARD_BYTES = 64;

  private final byte[] bytes;

  private SigningKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Makes a key of raw bytes, which are copied.
   *
   * @param bytes the secret, at least one byte
   * @return the key
   * @throws IllegalArgumentException if there are no bytes: anyone can sign with an empty key
   */
  public static SigningKey of(byte[] bytes) {
    if (Objects.requireNonNull(bytes, "bytes").length == 0) {
      throw new IllegalArgumentException("a signing key needs at least one byte");
    }
    return new SigningKey(bytes.clone());
  }

  /**
   * Makes a key of the secret a webhook was registered with: an {@link ApiKey}, or the free text
   * that other services let their users choose. The key is the text's ASCII bytes, prefix included.
   *
   * @param apiKey printable ASCII that neither starts nor ends with a space
   * @return the key
   * @throws IllegalArgumentException if the text is blank or holds anything else, such as the line
   *     break that was read from a file along with it; the message doesn't repeat the text
   */
  public static SigningKey ofApiKey(String apiKey) {
    if (Objects.requireNonNull(apiKey, "apiKey").isBlank()) {
      throw new IllegalArgumentException("the API key is blank");
    }
    // An encoder would turn what ASCII lacks into '?', and many secrets into the same key.
    for (int i = 0; i < apiKey.length(); i++) {
      if (apiKey.charAt(i) < ' ' || apiKey.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "the API key holds a line break or another character that isn't printable ASCII");
      }
    }
    if (apiKey.startsWith(" ") || apiKey.endsWith(" ")) {
      throw new IllegalArgumentException("the API key starts or ends with a space");
    }
    return new SigningKey(apiKey.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Makes a key of a Standard Webhooks secret: {@code whsec_} and base64, of which the key is the
   * decoded bytes. An {@link ApiKey} is such a secret too, and so are other services'.
   *
   * <pre>{@code
   * SigningKey key = SigningKey.ofStandardSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
   * }</pre>
   *
   * @param secret the prefix and the base64 of 24 to 64 bytes, with nothing before or after it
   * @return a key for a {@link StandardSigner}; a {@link StandardVerifier} takes the text itself
   * @throws IllegalArgumentException if the text isn't such a secret; the message doesn't repeat it
   */
  public static SigningKey ofStandardSecret(String secret) {
    return new SigningKey(
        KeyText.decode(
            STANDARD_PREFIX,
            MIN_STANDARD_BYTES,
            MAX_STANDARD_BYTES,
            secret,
            "a Standard Webhooks secret is whsec_ and the base64 of 24 to 64 bytes"));
  }

  /**
   * Returns what signs with this key, if Standard Webhooks allow its length. That keeps out the 70
   * characters of an {@link ApiKey}, where its 48 bytes were meant.
   *
   * @throws IllegalArgumentException if it is shorter than 24 bytes or longer than 64
   */
  WebhookSigner standardSigner() {
    if (bytes.length < MIN_STANDARD_BYTES || bytes.length > MAX_STANDARD_BYTES) {
      throw new IllegalArgumentException("a Standard Webhooks key has 24 to 64 bytes");
    }
    return WebhookSigner.of(this);
  }

  /**
   * Returns the SHA-256 of a key that is longer than HMAC-SHA256's block of 64 bytes. By RFC 2104
   * it signs exactly as the whole key does, so a sender can sign without keeping the key itself.
   *
   * <p>The digest still signs: it is as secret as the key. It doesn't sign Standard Webhooks, whose
   * key is {@link ApiKey#standardSigningKey()}.
   *
   * @return a key of 32 bytes
   * @throws IllegalStateException if this key is 64 bytes or shorter: its digest would be another
   *     key, with other signatures
   */
  public SigningKey digest() {
    if (bytes.length <= HMAC_BLOCK_BYTES) {
      throw new IllegalStateException(
          "only the digest of a key longer than " + HMAC_BLOCK_BYTES + " bytes signs like the key");
    }
    try {
      return new SigningKey(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns the secret, for whoever has to store it: encrypt it before it goes anywhere.
   *
   * @return a copy
   */
  public byte[] reveal() {
    return bytes.clone();
  }

  /** Compares the bytes, in a time that doesn't tell how many of them agree. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SigningKey && MessageDigest.isEqual(bytes, ((SigningKey) other).bytes);
  }

  /** Returns the same for every key: a hash of a guessable secret confirms the right guess. */
  @Override
  public int hashCode() {
    return SigningKey.class.getName().hashCode();
  }

  /** Returns a text without any part of the key. */
  @Override
  public String toString() {
    return "SigningKey[redacted]";
  }
}
