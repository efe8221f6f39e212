package dev.webhooks.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The secret bytes that HMAC-SHA256 is keyed with.
 *
 * <p>Whoever holds them can sign. They leave this object through {@link #copyBytes()} alone: no
 * {@code toString}, no hash code, no exception message and no serialised form carries any of them.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class SigningKey {
  /** RFC 2104 hashes a longer key down before it uses it. */
  private static final int HMAC_BLOCK_BYTES = 64;

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
    if (!apiKey.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "the API key holds a line break or another character that isn't printable ASCII");
    }
    if (apiKey.startsWith(" ") || apiKey.endsWith(" ")) {
      throw new IllegalArgumentException("the API key starts or ends with a space");
    }
    return new SigningKey(apiKey.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Returns the SHA-256 of a key that is longer than HMAC-SHA256's block of 64 bytes. By RFC 2104
   * it signs exactly as the whole key does, so a sender can sign without keeping the key itself.
   *
   * <p>The digest still signs: it is as secret as the key.
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
  public byte[] copyBytes() {
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
