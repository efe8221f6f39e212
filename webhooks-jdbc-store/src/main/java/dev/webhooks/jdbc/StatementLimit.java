package dev.webhooks.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one statement carries at most: a server refuses packets that are too long, and ends
 * statements that take too long. What is more travels in several statements of one transaction.
 *
 * @param rows how many rows, or ids
 * @param bytes how many bytes their values may have together; a single row has as many as it has
 */
record StatementLimit(int rows, int bytes) {
  /** What a number takes, or the frame of any other value. */
  private static final int FRAME = 8;

  /** Cuts a list so that a statement carries each piece; keeps the order. */
  <T> List<List<T>> split(List<T> all, ToLongFunction<T> size) {
    List<List<T>> pieces = new ArrayList<>();
    int begin = 0;
    long carried = 0;
    for (int i = 0; i < all.size(); i++) {
      long next = size.applyAsLong(all.get(i));
      if (i > begin && (i - begin == rows || carried + next > bytes)) {
        pieces.add(all.subList(begin, i));
        begin = i;
        carried = 0;
      }
      carried += next;
    }
    if (begin < all.size()) {
      pieces.add(all.subList(begin, all.size()));
    }
    return pieces;
  }

  /** Whether one statement carries all of these rows. */
  boolean fits(List<@Nullable Object[]> all) {
    return split(all, StatementLimit::sizeOfRow).size() <= 1;
  }

  /** So many rows in one statement, unless statements take too long. */
  int rows(int wanted) {
    return rows < RowLimit.MOST_ROWS ? Math.min(wanted, rows) : wanted;
  }

  /** How far a statement looks through a table for the few rows that it wants. */
  int stretch(int usual) {
    return Math.max(1, (int) ((long) usual * rows / RowLimit.MOST_ROWS));
  }

  static long sizeOfRow(@Nullable Object[] row) {
    long size = 0;
    for (Object value : row) {
      size += sizeOf(value);
    }
    return size;
  }

  static long sizeOf(@Nullable Object value) {
    if (value instanceof String text) {
      return FRAME + Texts.utf8Length(text);
    }
    return value instanceof byte[] bytes ? FRAME + (long) bytes.length : FRAME;
  }
}
