package dev.webhooks.internal.redact;

/** Counts the different characters among the last so many of ASCII. Not thread safe. */
final class Variety {
  private final byte[] last;
  private final int[] counts = new int[128];
  private int read;
  private int different;

  /**
   * @param width how many characters count
   */
  Variety(int width) {
    this.last = new byte[width];
  }

  void read(byte one) {
    int place = read % last.length;
    if (read >= last.length && --counts[last[place]] == 0) {
      different--;
    }
    if (counts[one]++ == 0) {
      different++;
    }
    last[place] = one;
    read++;
  }

  boolean isAtLeast(int least) {
    return different >= least;
  }
}
