package dev.webhooks.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one statement carries at most: a server refuses packets that are too long, and ends
 * statements that take too long. What is more travels in several statements of one transaction.
 *
 * <p>Notes for one try how many rows its statement in hand carries or looks at, and so whether
 * fewer of them would have taken less time. Not thread safe.
 */
final class StatementLimit {
  /** What a number takes, or the frame of any other value. */
  private static final int FRAME = 8;

  private final int rows;
  private final int bytes;
  private int carried;
  private int lookedAt;

  /**
   * @param rows how many rows, or ids
   * @param bytes how many bytes their values may have together; a single row has as many as it has
   */
  StatementLimit(int rows, int bytes) {
    this.rows = rows;
    this.bytes = bytes;
  }

  int rows() {
    return rows;
  }

  /** Before a statement that carries so many rows, or ids. */
  void carry(int rows) {
    carried = rows;
  }

  /** Before statements each of which looks at so many rows, by this limit. */
  void lookAt(int rows) {
    lookedAt = Math.max(lookedAt, rows);
  }

  /** How many rows the statement in hand has to do with, as far as this limit bounds them. */
  int load() {
    return Math.max(carried, lookedAt);
  }

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

  /**
   * So many rows in one statement, unless statements take too long.
   *
   * @param fewest what is looked at however long it takes
   */
  int rows(int wanted, int fewest) {
    int some = rows < RowLimit.MOST_ROWS ? Math.min(wanted, Math.max(fewest, rows)) : wanted;
    if (some > fewest) {
      lookAt(some);
    }
    return some;
  }

  /** How far a statement looks through a table for the few rows that it wants. */
  int stretch(int usual) {
    lookAt(rows);
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
