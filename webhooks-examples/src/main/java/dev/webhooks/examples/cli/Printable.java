package dev.webhooks.examples.cli;

/**
 * Text from strangers, made fit for a terminal: an escape sequence in a header could otherwise move
 * the cursor, rewrite earlier lines or forge a line of its own. All output is ASCII, which every
 * terminal can show.
 */
public final class Printable {
  private static final int MAX_WORD = 100;

  private Printable() {}

  /**
   * One column: no blanks, so that nothing in it passes for the next column, and at most 100
   * characters.
   */
  public static String word(String text) {
    String cut = text.length() <= MAX_WORD ? text : text.substring(0, MAX_WORD - 3) + "...";
    return replaceOutside('!', cut);
  }

  /** One line, blanks allowed. */
  public static String line(String text) {
    return replaceOutside(' ', text);
  }

  private static String replaceOutside(char first, String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      printable.append(c >= first && c <= '~' ? c : '?');
    }
    return printable.toString();
  }
}
