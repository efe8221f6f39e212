package dev.webhooks.signing;

import org.jspecify.annotations.Nullable;

/**
 * Lower-case hex.
 *
 * <p>Java 11 has no {@code HexFormat}, and {@code Character.digit} reads the digits of every
 * script.
 */
final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  static String encode(byte[] bytes) {
    char[] hex = new char[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      hex[2 * i] = DIGITS.charAt(bytes[i] >> 4 & 0xf);
      hex[2 * i + 1] = DIGITS.charAt(bytes[i] & 0xf);
    }
    return new String(hex);
  }

  /**
   * Returns the bytes, or null where the text isn't exactly that many of them in lower-case hex.
   */
  static byte @Nullable [] decode(String hex, int length) {
    if (hex.length() != 2 * length) {
      return null;
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int high = digit(hex.charAt(2 * i));
      int low = digit(hex.charAt(2 * i + 1));
      if (high < 0 || low < 0) {
        return null;
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  /** Negative for any other character. */
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
