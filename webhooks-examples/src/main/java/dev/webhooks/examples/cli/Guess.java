package dev.webhooks.examples.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody meant who mistyped a word. */
public final class Guess {
  /** Nobody mistypes a longer one of ours, and comparing takes time by its square. */
  private static final int MAX_LENGTH = 40;

  private Guess() {}

  /**
   * The known word that is closest; empty when none is close: a third of its letters may be wrong,
   * missing, too many or have changed places with their neighbours.
   */
  public static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String typed = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> distance(typed, candidate) <= letters(candidate) / 3)
        .min(
            Comparator.comparingInt((String candidate) -> distance(typed, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int letters(String word) {
    return (int) word.chars().filter(Character::isLetter).count();
  }

  /** How many slips of the fingers make one word of the other. */
  private static int distance(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        slips[i][j] = i == 0 || j == 0 ? i + j : slips(slips, a, b, i, j);
      }
    }
    return slips[a.length()][b.length()];
  }

  private static int slips(int[][] slips, String a, String b, int i, int j) {
    int wrong = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(wrong, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
  }
}
