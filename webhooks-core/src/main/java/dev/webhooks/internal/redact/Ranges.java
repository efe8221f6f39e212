package dev.webhooks.internal.redact;

import java.util.Arrays;
import java.util.BitSet;

/** Parts of a source that are left out of it. Not thread safe. */
final class Ranges {
  private static final String MARK = "[redacted]";

  /** Each begins and ends in one number, so that they sort by where they begin. */
  private long[] ranges = new long[8];

  private int count;
  private final BitSet covered = new BitSet();

  /**
   * @param from the first character to leave out
   * @param to the character behind the last one
   */
  void add(int from, int to) {
    if (from < to) {
      if (count == ranges.length) {
        ranges = Arrays.copyOf(ranges, count * 2);
      }
      ranges[count++] = ((long) from << 32) | to;
      covered.set(from, to);
    }
  }

  /** Whether this character of the source is left out already. */
  boolean covers(int place) {
    return covered.get(place);
  }

  /** The source with a mark for each part; parts that overlap are one. */
  String takenOut(String source) {
    if (count == 0) {
      return source;
    }
    Arrays.sort(ranges, 0, count);
    StringBuilder left = new StringBuilder(source.length());
    int copied = 0;
    int i = 0;
    while (i < count) {
      int from = (int) (ranges[i] >> 32);
      int to = (int) ranges[i];
      i++;
      while (i < count && (int) (ranges[i] >> 32) < to) {
        to = Math.max(to, (int) ranges[i]);
        i++;
      }
      left.append(source, copied, from).append(MARK);
      copied = to;
    }
    return left.append(source, copied, source.length()).toString();
  }
}
