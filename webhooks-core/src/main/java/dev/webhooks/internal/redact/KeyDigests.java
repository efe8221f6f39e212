package dev.webhooks.internal.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells an API key by its SHA-256 alone: that is all that is kept of most keys. How many guesses it
 * makes for one answer is bounded.
 *
 * <p>Not thread safe.
 */
final class KeyDigests {
  /** The characters of a key behind its prefix: base64 of 48 bytes. */
  static final int BASE64_LENGTH = 64;

  static final int HEX_LENGTH = 96;
  private static final byte[] PREFIX = "whsec_".getBytes(US_ASCII);
  private static final int MAX_GUESSES = 1_024;

  private final List<byte[]> digests;
  private final MessageDigest sha256;
  private int guessesLeft = MAX_GUESSES;

  KeyDigests(List<byte[]> digests) {
    this.digests = digests;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether there is a digest to compare with, and a guess left. */
  boolean canTell() {
    return !digests.isEmpty() && guessesLeft > 0;
  }

  /** Whether the text from here on is a key's base64, in either alphabet or out of a form. */
  boolean isBase64OfKey(CanonicalText text, int at) {
    byte[] base64 = new byte[BASE64_LENGTH];
    for (int i = 0; i < BASE64_LENGTH; i++) {
      base64[i] =
          switch (text.at(at + i)) {
            case '-', ' ' -> '+';
            case '_' -> '/';
            default -> text.at(at + i);
          };
    }
    return isKey(base64);
  }

  /** Whether the text from here on is the hex of a key's bytes. */
  boolean isHexOfKey(CanonicalText text, int at) {
    byte[] hex = new byte[HEX_LENGTH];
    for (int i = 0; i < HEX_LENGTH; i++) {
      hex[i] = text.at(at + i);
    }
    byte[] key = HexFormat.of().parseHex(new String(hex, US_ASCII));
    return isKey(Base64.getEncoder().encode(key));
  }

  private boolean isKey(byte[] base64) {
    if (!canTell()) {
      return false;
    }
    guessesLeft--;
    sha256.update(PREFIX);
    byte[] digest = sha256.digest(base64);
    return digests.stream().anyMatch(known -> MessageDigest.isEqual(known, digest));
  }
}
