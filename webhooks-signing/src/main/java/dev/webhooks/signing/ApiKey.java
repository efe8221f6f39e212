package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The secret of one webhook, shown to its owner once: {@code whsec_} and the base64 of 48 random
 * bytes, 70 ASCII characters in all.
 *
 * <p>It leaves this object through {@link #reveal()} alone: no {@code toString}, no hash code, no
 * exception message and no serialised form carries any of it. Its length is on purpose: see {@link
 * SigningKey#digest()}.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class ApiKey {
  private static final String PREFIX = "whsec_";
  private static final int RANDOM_BYTES = 48;
  private static final int LENGTH = PREFIX.length() + RANDOM_BYTES / 3 * 4;
  private static final int HINT_LENGTH = 4;

  private final String text;

  private ApiKey(String text) {
    this.text = text;
  }

  /**
   * Makes a new key.
   *
   * @param random where the 48 bytes come from
   * @return a key nobody has seen
   */
  public static ApiKey generate(SecureRandom random) {
    Objects.requireNonNull(random, "random");
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ApiKey(KeyText.encode(PREFIX, bytes));
  }

  /**
   * Reads a key that {@link #generate} made.
   *
   * @param text the key, with nothing before or after it
   * @return the key
   * @throws IllegalArgumentException if the text isn't such a key; the message doesn't repeat it
   */
  public static ApiKey parse(String text) {
    decode(text);
    return new ApiKey(text);
  }

  private static byte[] decode(String text) {
    return KeyText.decode(
        PREFIX,
        RANDOM_BYTES,
        RANDOM_BYTES,
        text,
        "an API key is " + PREFIX + " and the base64 of " + RANDOM_BYTES + " bytes");
  }

  /**
   * Returns the key itself, to be shown to its owner: don't log or store it.
   *
   * @return 70 ASCII characters
   */
  public String reveal() {
    return text;
  }

  /**
   * Returns the last four characters, by which an owner of several keys tells them apart; show them
   * as {@code …abcd}. They may be stored in the clear: 360 random bits stay unknown.
   *
   * @return four ASCII characters
   */
  public String hint() {
    return text.substring(LENGTH - HINT_LENGTH);
  }

  /**
   * Returns what this key signs with in a {@link WebhookSigner}: all of its 70 characters.
   *
   * @return the key of HMAC-SHA256
   */
  public SigningKey signingKey() {
    return SigningKey.ofApiKey(text);
  }

  /**
   * Returns what this key signs with in a {@link StandardSigner}: the 48 bytes that its base64
   * stands for. They can't be got from {@link #signingKey()} once only its digest is kept.
   *
   * @return the key of HMAC-SHA256, equal to that of {@link SigningKey#ofStandardSecret}
   */
  public SigningKey standardSigningKey() {
    return SigningKey.of(decode(text));
  }

  /** Compares the keys, in a time that doesn't tell how many characters agree. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ApiKey
        && MessageDigest.isEqual(text.getBytes(US_ASCII), ((ApiKey) other).text.getBytes(US_ASCII));
  }

  /** Returns the same for every key: a hash of a secret is a hint nobody asked for. */
  @Override
  public int hashCode() {
    return ApiKey.class.getName().hashCode();
  }

  /** Returns a text without any part of the key, its hint included. */
  @Override
  public String toString() {
    return "ApiKey[redacted]";
  }
}
