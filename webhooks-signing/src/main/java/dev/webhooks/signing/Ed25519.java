package dev.webhooks.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/**
 * Ed25519 by its name at run time: Java 11, which this compiles for, has neither the algorithm nor
 * the types of its keys. So a bare key goes in and comes out as DER, of which all but the last 32
 * bytes are the same for every key (RFC 8410).
 */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private static final String ALGORITHM = "Ed25519";
  private static final int KEY_BITS = 255;
  private static final byte[] PKCS8 = {
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20
  };
  private static final byte[] X509 = {0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0};

  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private Ed25519() {}

  /** Returns the seed of a new key, and after it its public key. */
  static byte[] generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(KEY_BITS, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] both = Arrays.copyOf(bare(PKCS8, pair.getPrivate().getEncoded()), 2 * KEY_BYTES);
      System.arraycopy(bare(X509, pair.getPublic().getEncoded()), 0, both, KEY_BYTES, KEY_BYTES);
      return both;
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
  }

  static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(der(PKCS8, seed)));
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
  }

  /**
   * @throws IllegalArgumentException if that isn't a point of the curve, or one that vouches for
   *     signatures which nobody made
   */
  static PublicKey publicKey(byte[] point) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(der(X509, point)));
      Signature.getInstance(ALGORITHM).initVerify(key); // the point is looked at here and no sooner
      if (isOfSmallOrder(point)) {
        throw new IllegalArgumentException("anyone can sign for this public key");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
  }

  /**
   * Finds the keys for which a signature without a secret is valid, for every eighth message at
   * least. 32 zeros are one: what is left of a key that was never filled in. They are the points
   * whose double, quadruple or octuple is the neutral one, which is a polynomial of y.
   */
  private static boolean isOfSmallOrder(byte[] point) {
    byte[] bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = point[KEY_BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f; // the sign of x
    BigInteger y = new BigInteger(1, bigEndian);
    BigInteger y2 = y.multiply(y).mod(P);
    BigInteger orderEight = // d·y⁴ + 2·y² − 1, times −121666
        y2.multiply(BigInteger.valueOf(121665))
            .subtract(BigInteger.valueOf(2 * 121666))
            .multiply(y2)
            .add(BigInteger.valueOf(121666));
    return y.multiply(y2.subtract(BigInteger.ONE)).multiply(orderEight).mod(P).signum() == 0;
  }

  static byte[] sign(PrivateKey key, byte[]... parts) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
  }

  static boolean verify(PublicKey key, byte[] claimed, byte[]... parts) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.verify(claimed);
    } catch (GeneralSecurityException e) {
      return false; // 64 bytes that are no signature of any message
    }
  }

  private static byte[] der(byte[] prefix, byte[] key) {
    byte[] der = Arrays.copyOf(prefix, prefix.length + KEY_BYTES);
    System.arraycopy(key, 0, der, prefix.length, KEY_BYTES);
    return der;
  }

  /** Some providers write the public key behind the private one, which begins in the same place. */
  private static byte[] bare(byte[] prefix, byte[] der) {
    return Arrays.copyOfRange(der, prefix.length, prefix.length + KEY_BYTES);
  }

  private static RuntimeException refused(GeneralSecurityException cause) {
    return cause instanceof NoSuchAlgorithmException
        ? new UnsupportedOperationException(
            "v1a needs Ed25519, which the JDK has since version 15, in its module jdk.crypto.ec",
            cause)
        : new IllegalArgumentException("the key isn't a point of the curve", cause);
  }
}
