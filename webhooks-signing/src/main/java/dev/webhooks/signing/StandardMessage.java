package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How a message of Standard Webhooks is written: its id, its timestamp, its signatures.
 *
 * <p>{@code id.timestamp.body} is what gets signed. An id with a full stop could lend the rest of
 * itself to the timestamp, and a timestamp to the body: two messages, one signature. So an id has
 * none, and a timestamp is digits.
 */
final class StandardMessage {
  static final String V1 = "v1";
  static final String V1A = "v1a";
  static final int MAX_SIGNATURES = 16;

  private static final int MAX_ID_LENGTH = 256;

  /** Enough until the year 33658, and nowhere near the end of a long. */
  private static final int MAX_TIMESTAMP_LENGTH = 12;

  private StandardMessage() {}

  static boolean isId(String text) {
    if (text.length() > MAX_ID_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '.') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Returns the seconds since 1970, or -1 where the text isn't their one plain spelling. */
  static long seconds(String text) {
    if (text.isEmpty()
        || text.length() > MAX_TIMESTAMP_LENGTH
        || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') { // Character.isDigit takes the digits of every script
        return -1;
      }
      seconds = 10 * seconds + digit - '0';
    }
    return seconds;
  }

  /** Returns what is signed in front of the body. */
  static byte[] beforeBody(String id, String timestamp) {
    return String.join(".", id, timestamp, "").getBytes(US_ASCII);
  }

  static String signature(String version, byte[] signature) {
    return String.join(",", version, Base64.getEncoder().encodeToString(signature));
  }

  /**
   * Returns the signature's bytes, or null where the text isn't exactly that many in the one
   * spelling that {@link #signature} gives them: {@code Base64} alone ignores spare bits.
   */
  static byte @Nullable [] signatureBytes(String version, int length, String text) {
    int start = version.length() + 1;
    if (text.length() != start + (length + 2) / 3 * 4) {
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text.substring(start));
      return bytes.length == length && signature(version, bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
