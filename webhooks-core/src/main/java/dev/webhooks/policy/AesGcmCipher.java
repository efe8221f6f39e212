package dev.webhooks.policy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
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
 * What the former key sealed is sealed anew by {@code WebhookRegistry.resealSecrets}; then the
 * former key can go. A secret is bound to its webhook: moved to another row, it can't be opened. It
 * also holds a check of its master key, so that a key which is missing, or wrong under the right
 * name, is told from bytes that were tampered with.
 *
 * <p>Immutable and thread safe.
 */
public final class AesGcmCipher implements SecretCipher {
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";

  /** What begins otherwise was stored without a master key, or by another cipher. */
  private static final byte FORMAT = 2;

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int CHECK_BYTES = 4;
  private static final byte[] CHECKED = "webhooks: is this the master key?".getBytes(US_ASCII);
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

  private final String sealingKeyId;
  private final Map<String, MasterKey> keys;
  private final SecureRandom random;
  private final boolean opensUnsealed;

  /**
   * @param check tells this key from another, and no more about it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record MasterKey(SecretKey key, byte[] check) {}

  private AesGcmCipher(
      String sealingKeyId,
      Map<String, MasterKey> keys,
      SecureRandom random,
      boolean opensUnsealed) {
    this.sealingKeyId = sealingKeyId;
    this.keys = keys;
    this.random = random;
    this.opensUnsealed = opensUnsealed;
  }

  /**
   * Seals and opens with one master key.
   *
   * @param keyId names the key in what is stored: 1 to 32 letters, digits, {@code _.-}
   * @param masterKey 32 random bytes, kept outside the database; copied
   * @throws IllegalArgumentException naming {@code keyId} or {@code masterKey} when it is refused
   */
  public static AesGcmCipher of(String keyId, byte[] masterKey) {
    return new AesGcmCipher(keyId, with(Map.of(), keyId, masterKey), new SecureRandom(), false);
  }

  /**
   * The same cipher, which also opens what a former master key sealed.
   *
   * @throws IllegalArgumentException naming {@code keyId} or {@code masterKey} when it is refused
   */
  public AesGcmCipher withFormerKey(String keyId, byte[] masterKey) {
    return new AesGcmCipher(sealingKeyId, with(keys, keyId, masterKey), random, opensUnsealed);
  }

  /**
   * The same cipher, which also opens what was stored {@linkplain SecretCipher#unprotected()
   * without protection}, for the time until {@link dev.webhooks.WebhookRegistry#resealSecrets} has
   * sealed it. Not for longer: whoever can write to the database could put a secret of their own in
   * the place of a sealed one.
   */
  public AesGcmCipher withUnsealed() {
    return new AesGcmCipher(sealingKeyId, keys, random, true);
  }

  @Override
  public byte[] seal(byte[] secret, String webhookId) {
    MasterKey key = requireNonNull(keys.get(sealingKeyId));
    byte[] id = sealingKeyId.getBytes(US_ASCII);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed;
    try {
      sealed = apply(Cipher.ENCRYPT_MODE, key, nonce, webhookId, secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do " + TRANSFORMATION, e);
    }
    return ByteBuffer.allocate(2 + id.length + CHECK_BYTES + nonce.length + sealed.length)
        .put(FORMAT)
        .put((byte) id.length)
        .put(id)
        .put(key.check())
        .put(nonce)
        .put(sealed)
        .array();
  }

  @Override
  public byte[] open(byte[] sealed, String webhookId) {
    if (opensUnsealed && sealed.length > 0 && sealed[0] != FORMAT) {
      return sealed.clone();
    }
    ByteBuffer in = ByteBuffer.wrap(sealed);
    String keyId = keyId(in);
    if (in.remaining() < CHECK_BYTES + NONCE_BYTES + TAG_BITS / 8) {
      throw new SecretCipherException("the stored secret is cut short");
    }
    MasterKey key = keys.get(keyId);
    if (key == null) {
      throw SecretCipherException.keyMissing(
          "the stored secret was sealed with master key "
              + (KEY_ID.matcher(keyId).matches() ? keyId : "(unreadable)")
              + ", which is not among "
              + keys.keySet());
    }
    byte[] check = new byte[CHECK_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(check).get(nonce);
    byte[] ciphertext = new byte[in.remaining()];
    in.get(ciphertext);
    try {
      return apply(Cipher.DECRYPT_MODE, key, nonce, webhookId, ciphertext);
    } catch (AEADBadTagException e) {
      if (!Arrays.equals(check, key.check())) {
        throw SecretCipherException.keyMissing(
            "the stored secret was sealed with another master key than the present " + keyId);
      }
      throw new SecretCipherException(
          "the stored secret was tampered with, or belongs to another webhook");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do " + TRANSFORMATION, e);
    }
  }

  @Override
  public boolean isCurrent(byte[] sealed) {
    try {
      ByteBuffer in = ByteBuffer.wrap(sealed);
      MasterKey key = requireNonNull(keys.get(sealingKeyId));
      return keyId(in).equals(sealingKeyId)
          && in.remaining() >= CHECK_BYTES
          && in.slice().limit(CHECK_BYTES).equals(ByteBuffer.wrap(key.check()));
    } catch (SecretCipherException e) {
      return false;
    }
  }

  private static String keyId(ByteBuffer in) {
    if (in.remaining() < 2) {
      throw new SecretCipherException("the stored secret is cut short");
    }
    if (in.get() != FORMAT) {
      // Another node may know better: nothing is given up for a setting of this one.
      throw SecretCipherException.keyMissing(
          "the stored secret was not sealed with a master key, or by another cipher than this one");
    }
    byte[] id = new byte[in.get() & 0xff];
    if (in.remaining() < id.length) {
      throw new SecretCipherException("the stored secret is cut short");
    }
    in.get(id);
    return new String(id, US_ASCII);
  }

  private static byte[] apply(int mode, MasterKey key, byte[] nonce, String webhookId, byte[] text)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(webhookId.getBytes(UTF_8));
    return cipher.doFinal(text);
  }

  private static Map<String, MasterKey> with(
      Map<String, MasterKey> keys, String keyId, byte[] masterKey) {
    requireNonNull(keyId, "keyId");
    requireNonNull(masterKey, "masterKey");
    if (!KEY_ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException("keyId must be 1 to 32 letters, digits, '_', '.' or '-'");
    }
    if (masterKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("masterKey must be " + KEY_BYTES + " bytes long");
    }
    if (keys.containsKey(keyId)) {
      throw new IllegalArgumentException("keyId names two master keys");
    }
    Map<String, MasterKey> all = new TreeMap<>(keys);
    all.put(keyId, new MasterKey(new SecretKeySpec(masterKey, "AES"), check(masterKey)));
    return all;
  }

  private static byte[] check(byte[] masterKey) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(masterKey, "HmacSHA256"));
      return Arrays.copyOf(mac.doFinal(CHECKED), CHECK_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do HmacSHA256", e);
    }
  }

  /** Names the keys without showing them. */
  @Override
  public String toString() {
    return "AesGcmCipher[keys=" + keys.keySet() + ", seals with " + sealingKeyId + "]";
  }
}
