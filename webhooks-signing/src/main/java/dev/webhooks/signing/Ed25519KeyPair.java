package dev.webhooks.signing;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 keys of a sender of Standard Webhooks: the secret one signs ({@code v1a}), and
 * receivers hold nothing but the public one, with which nobody can sign.
 *
 * <pre>{@code
 * Ed25519KeyPair keys = Ed25519KeyPair.generate(new SecureRandom());
 * store(keys.reveal()); // whsk_…, encrypted
 * show(keys.publicKey()); // whpk_…
 * }</pre>
 *
 * <p>The secret key leaves this object through {@link #reveal()} alone.
 *
 * <p>Ed25519 comes with the JDK since version 15, in the module {@code jdk.crypto.ec}, which a
 * run-time image has to name. Without it every method that makes a pair throws {@link
 * UnsupportedOperationException}; nothing else in this package needs it.
 *
 * <p>Immutable, and safe for use by many threads at once.
 */
public final class Ed25519KeyPair {
  private static final String SECRET_PREFIX = "whsk_";
  static final String PUBLIC_PREFIX = "whpk_";

  private final byte[] seedAndPublic;
  private final PrivateKey privateKey;

  private Ed25519KeyPair(byte[] seedAndPublic) {
    this.seedAndPublic = seedAndPublic;
    this.privateKey = Ed25519.privateKey(Arrays.copyOf(seedAndPublic, Ed25519.KEY_BYTES));
    // Were the halves strangers, no receiver could verify a thing, and nobody here would know.
    byte[] probe = {};
    if (!Ed25519.verify(Ed25519.publicKey(publicHalf()), sign(probe), probe)) {
      throw new IllegalArgumentException("the secret key's public half belongs to another key");
    }
  }

  /**
   * Makes a new pair.
   *
   * @param random where the 32 bytes of the seed come from
   * @return a pair nobody has seen
   * @throws UnsupportedOperationException if this JDK has no Ed25519
   */
  public static Ed25519KeyPair generate(SecureRandom random) {
    return new Ed25519KeyPair(Ed25519.generate(Objects.requireNonNull(random, "random")));
  }

  /**
   * Reads a secret key, which holds its public key too.
   *
   * @param secretKey {@code whsk_} and the base64 of 64 bytes, the seed and the public key
   * @return the pair
   * @throws IllegalArgumentException if the text isn't such a key, or its halves don't belong
   *     together; the message doesn't repeat it
   * @throws UnsupportedOperationException if this JDK has no Ed25519
   */
  public static Ed25519KeyPair parse(String secretKey) {
    int length = 2 * Ed25519.KEY_BYTES;
    return new Ed25519KeyPair(
        KeyText.decode(
            SECRET_PREFIX,
            length,
            length,
            secretKey,
            "a secret key is whsk_ and the base64 of 64 bytes"));
  }

  /**
   * Returns the secret key, for whoever has to store it: encrypt it before it goes anywhere.
   *
   * @return {@code whsk_} and base64, 93 ASCII characters, as {@link #parse} reads it
   */
  public String reveal() {
    return KeyText.encode(SECRET_PREFIX, seedAndPublic);
  }

  /**
   * Returns the public key, to be shown to every receiver.
   *
   * @return {@code whpk_} and base64, 49 ASCII characters, as {@link StandardVerifier} takes it
   */
  public String publicKey() {
    return KeyText.encode(PUBLIC_PREFIX, publicHalf());
  }

  static PublicKey parsePublic(String publicKey) {
    return Ed25519.publicKey(
        KeyText.decode(
            PUBLIC_PREFIX,
            Ed25519.KEY_BYTES,
            Ed25519.KEY_BYTES,
            publicKey,
            "a public key is whpk_ and the base64 of 32 bytes"));
  }

  private byte[] publicHalf() {
    return Arrays.copyOfRange(seedAndPublic, Ed25519.KEY_BYTES, 2 * Ed25519.KEY_BYTES);
  }

  byte[] sign(byte[]... parts) {
    return Ed25519.sign(privateKey, parts);
  }

  /** Compares the keys, in a time that doesn't tell how many of their bytes agree. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ed25519KeyPair
        && MessageDigest.isEqual(seedAndPublic, ((Ed25519KeyPair) other).seedAndPublic);
  }

  /** Returns a hash of the public key. */
  @Override
  public int hashCode() {
    return Arrays.hashCode(publicHalf());
  }

  /** Returns a text without any part of the keys. */
  @Override
  public String toString() {
    return "Ed25519KeyPair[redacted]";
  }
}
