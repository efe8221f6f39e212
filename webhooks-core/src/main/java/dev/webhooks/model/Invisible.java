package dev.webhooks.model;

/**
 * Characters that a reader can't see, or that change how the ones beside them are shown:
 * directional controls that turn a text around, zero-width characters that make two texts look the
 * same, separators that begin a new line.
 */
public final class Invisible {
  /** Letters that are drawn as nothing, by Unicode's list of what may be ignored, and one blank. */
  private static final String BLANK_LETTERS =
      "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0";

  private static final char ZERO_WIDTH_NON_JOINER = '\u200C';
  private static final char ZERO_WIDTH_JOINER = '\u200D';

  private Invisible() {}

  /** Whether the character is a control, a format, a separator of lines, or a blank letter. */
  public static boolean is(int codePoint) {
    if (codePoint < 0x7F) {
      return codePoint < ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> BLANK_LETTERS.indexOf(codePoint) >= 0;
    };
  }

  /** Whether the character joins or parts its neighbours, as Persian words and emoji need it. */
  static boolean isJoiner(int codePoint) {
    return codePoint == ZERO_WIDTH_JOINER || codePoint == ZERO_WIDTH_NON_JOINER;
  }

  /**
   * The text with escapes like {@code \u202e} for what is invisible but for tabs and line breaks,
   * for half characters, and for code points that mean nothing or mean something to one system
   * alone. NUL, which databases refuse, becomes U+FFFD.
   *
   * @param maxLength how many characters to answer with at most; what comes behind is left out
   */
  public static String shown(String text, int maxLength) {
    int plain = plainLength(text);
    if (plain == text.length() && plain <= maxLength) {
      return text;
    }
    StringBuilder shown = new StringBuilder(Math.min(maxLength, text.length() + 16));
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      int width = Character.charCount(codePoint);
      String piece = piece(text, i, codePoint);
      if (shown.length() + piece.length() > maxLength) {
        break;
      }
      shown.append(piece);
      i += width;
    }
    return shown.toString();
  }

  /** How many characters at the beginning are shown as they are. */
  private static int plainLength(String text) {
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (codePoint == 0 || needsEscape(codePoint)) {
        break;
      }
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private static String piece(String text, int at, int codePoint) {
    if (codePoint == 0) {
      return "\uFFFD";
    }
    if (!needsEscape(codePoint)) {
      return text.substring(at, at + Character.charCount(codePoint));
    }
    StringBuilder escapes = new StringBuilder();
    for (char unit : Character.toChars(codePoint)) {
      escapes.append("\\u").append(hex(unit >> 12)).append(hex(unit >> 8));
      escapes.append(hex(unit >> 4)).append(hex(unit));
    }
    return escapes.toString();
  }

  private static char hex(int value) {
    return Character.forDigit(value & 0xF, 16);
  }

  private static boolean needsEscape(int codePoint) {
    if (codePoint < 0x7F) {
      return codePoint < ' '
          && codePoint != 0
          && codePoint != '\t'
          && codePoint != '\n'
          && codePoint != '\r';
    }
    return switch (Character.getType(codePoint)) {
      case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> true;
      default -> is(codePoint);
    };
  }
}
