package dev.webhooks.internal.http;

/** What may be told of a stranger's text where no more is needed. */
final class Ascii {
  private Ascii() {}

  /** Printable ASCII, with a question mark for everything else, and not more of it than this. */
  static String cleaned(String text, int maxLength) {
    int length = Math.min(text.length(), maxLength);
    StringBuilder cleaned = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      cleaned.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return cleaned.toString();
  }
}
