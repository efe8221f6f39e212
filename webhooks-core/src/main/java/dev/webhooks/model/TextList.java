package dev.webhooks.model;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A long list of texts that takes little more room than its characters: they are kept as one text,
 * with a table that finds a text in it. So a wide filter costs a third of its memory as a list, and
 * whether it holds a text is one look.
 *
 * <p>Immutable and thread safe.
 */
final class TextList extends AbstractList<String> implements RandomAccess {
  /** A shorter list is smaller as it is. */
  private static final int WORTH_IT = 16;

  private static final int LONGEST = 30_000;

  private final String joined;

  /** Where each text begins, and behind them where the last one ends. */
  private final int[] starts;

  /** By hash, one more than the place of a text; 0 where there is none. At most half full. */
  private final char[] table;

  private TextList(List<String> texts) {
    this.joined = String.join("", texts);
    this.starts = new int[texts.size() + 1];
    this.table = new char[Integer.highestOneBit(texts.size()) * 4];
    int place = 0;
    for (String text : texts) {
      starts[place + 1] = starts[place] + text.length();
      int slot = slot(text);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = (char) ++place;
    }
  }

  /** The same texts in the same order; the very list, if it is immutable and small already. */
  static List<String> copyOf(List<String> texts) {
    if (texts instanceof TextList) {
      return texts;
    }
    return texts.size() < WORTH_IT || texts.size() > LONGEST
        ? List.copyOf(texts)
        : new TextList(List.copyOf(texts));
  }

  @Override
  public String get(int index) {
    return joined.substring(starts[index], starts[index + 1]);
  }

  @Override
  public int size() {
    return starts.length - 1;
  }

  @Override
  public boolean contains(@Nullable Object other) {
    return other instanceof String text && find(text) >= 0;
  }

  @Override
  public int indexOf(@Nullable Object other) {
    return other instanceof String text ? find(text) : -1;
  }

  /** Equal texts were put into the table in their order, so the first of them is found. */
  private int find(String text) {
    for (int slot = slot(text); table[slot] != 0; slot = (slot + 1) & (table.length - 1)) {
      int place = table[slot] - 1;
      if (starts[place + 1] - starts[place] == text.length()
          && joined.startsWith(text, starts[place])) {
        return place;
      }
    }
    return -1;
  }

  private int slot(String text) {
    int hash = text.hashCode();
    return (hash ^ (hash >>> 16)) & (table.length - 1);
  }
}
