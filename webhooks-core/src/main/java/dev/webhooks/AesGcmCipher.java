package dev.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Protects signing secrets with AES-256-GCM under a master key of the host's. What is sealed names
 * its master key, so that a new one can take over while the former still opens what it sealed.
 *
 * <pre>{@code
 * SecretCipher cipher = AesGcmCipher.of("2026", newKey).withFormerKey("2025", oldKey);
 * }</pre>
 *
 * A secret is bound to its webhook: moved to another row, it can't be opened. Immutable and thread
 * safe.
 */
public final class AesGcmCipher implements SecretCipher {
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final byte FORMAT = 1;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

  private final String sealingKeyId;
  private final Map<String, SecretKey> keys;
  private final SecureRandom random;

  private AesGcmCipher(String sealingKeyId, Map<String, SecretKey> keys, SecureRandom random) {
    this.sealingKeyId = sealingKeyId;
    this.keys = keys;
    this.random = random;
  }

  /**
   * Seals and opens with one master key.
   *
   * @param keyId names the key in what is stored: 1 to 32 letters, digits, {@code _.-}
   * @param masterKey 32 random bytes, kept outside the database; copied
   * @throws InvalidInputException naming {@code keyId} or {@code masterKey} when it is refused
   */
  public static AesGcmCipher of(String keyId, byte[] masterKey) {
    return new AesGcmCipher(keyId, with(Map.of(), keyId, masterKey), new SecureRandom());
  }

  /**
   * The same cipher, which also opens what a former master key sealed.
   *
   * @throws InvalidInputException naming {@code keyId} or {@code masterKey} when it is refused
   */
  public AesGcmCipher withFormerKey(String keyId, byte[] masterKey) {
    return new AesGcmCipher(sealingKeyId, with(keys, keyId, masterKey), random);
  }

  @Override
  public byte[] seal(byte[] secret, String webhookId) {
    byte[] id = sealingKeyId.getBytes(US_ASCII);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = apply(Cipher.ENCRYPT_MODE, sealingKeyId, nonce, webhookId, secret);
    return ByteBuffer.allocate(2 + id.length + nonce.length + sealed.length)
        .put(FORMAT)
        .put((byte) id.length)
        .put(id)
        .put(nonce)
        .put(sealed)
        .array();
  }

  @Override
  public byte[] open(byte[] sealed, String webhookId) {
    ByteBuffer in = ByteBuffer.wrap(sealed);
    if (in.remaining() < 2 || in.get() != FORMAT) {
      throw new SecretCipherException(
          "the stored secret was not sealed with AES-GCM by this library");
    }
    int idLength = in.get() & 0xff;
    if (in.remaining() < idLength + NONCE_BYTES + TAG_BITS / 8) {
      throw new SecretCipherException("the stored secret is cut short");
    }
    byte[] id = new byte[idLength];
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(id).get(nonce);
    byte[] ciphertext = new byte[in.remaining()];
    in.get(ciphertext);
    return apply(Cipher.DECRYPT_MODE, new String(id, US_ASCII), nonce, webhookId, ciphertext);
  }

  private byte[] apply(int mode, String keyId, byte[] nonce, String webhookId, byte[] text) {
    SecretKey key = keys.get(keyId);
    if (key == null) {
      throw new SecretCipherException(
          "the stored secret was sealed with another master key; known are " + keys.keySet());
    }
    try {
      Cipher cipher = Cipher.getInstance(TRANSFORMATION);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(webhookId.getBytes(UTF_8));
      return cipher.doFinal(text);
    } catch (AEADBadTagException e) {
      throw new SecretCipherException(
          "the stored secret was tampered with, belongs to another webhook, or master key "
              + keyId
              + " is not the one that sealed it");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do " + TRANSFORMATION, e);
    }
  }

  private static Map<String, SecretKey> with(
      Map<String, SecretKey> keys, String keyId, byte[] masterKey) {
    requireNonNull(keyId, "keyId");
    requireNonNull(masterKey, "masterKey");
    if (!KEY_ID.matcher(keyId).matches()) {
      throw new InvalidInputException("keyId", "must be 1 to 32 letters, digits, '_', '.' or '-'");
    }
    if (masterKey.length != KEY_BYTES) {
      throw new InvalidInputException("masterKey", "must be " + KEY_BYTES + " bytes long");
    }
    if (keys.containsKey(keyId)) {
      throw new InvalidInputException("keyId", "names two master keys");
    }
    Map<String, SecretKey> all = new TreeMap<>(keys);
    all.put(keyId, new SecretKeySpec(masterKey, "AES"));
    return all;
  }

  /** Names the keys without showing them. */
  @Override
  public String toString() {
    return "AesGcmCipher[keys=" + keys.keySet() + ", seals with " + sealingKeyId + "]";
  }
}
