package dev.webhooks.signing;

import java.util.Base64;
import java.util.Objects;

/** How keys are written: a prefix that names their kind, and base64. */
final class KeyText {
  private KeyText() {}

  static String encode(String prefix, byte[] key) {
    return prefix.concat(Base64.getEncoder().encodeToString(key));
  }

  /**
   * Returns the bytes after the prefix. Padding may be absent: some who hand out secrets drop it.
   *
   * @throws IllegalArgumentException if the text isn't such a key, with this message alone
   */
  static byte[] decode(String prefix, int minBytes, int maxBytes, String text, String message) {
    if (Objects.requireNonNull(text, "text").startsWith(prefix)) {
      try {
        byte[] key = Base64.getDecoder().decode(text.substring(prefix.length()));
        if (key.length >= minBytes && key.length <= maxBytes) {
          return key;
        }
      } catch (IllegalArgumentException e) {
        // Not passed on as the cause: it quotes the character it stumbled over.
      }
    }
    throw new IllegalArgumentException(message);
  }
}
