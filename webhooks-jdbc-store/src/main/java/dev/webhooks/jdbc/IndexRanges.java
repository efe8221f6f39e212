package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;

/**
 * A walk over the different values of an index's column, read in ranges of so many entries: each
 * range tells all the values in it, and the next begins behind the last of these. A value that
 * fills a range is noted, so that a later walk begins behind many of them at once.
 *
 * <p>Not thread safe, but for the notes. They are a guess; they decide how many ranges a walk
 * takes, not what it finds.
 *
 * @param <T> what is known of a value
 */
final class IndexRanges<T> {
  /** How many entries a range has. */
  static final int RANGE = 128;

  private static final int MOST_NOTED = 10_000;

  /** The index's order. */
  static final Comparator<String> BY_BYTES =
      (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

  private final NavigableSet<String> full;
  private final int count;
  private final Map<String, T> found = new LinkedHashMap<>();
  private String from;
  private boolean done;

  /**
   * @param full values that fill a range, in the order {@link #BY_BYTES}
   * @param from where the walk begins
   * @param count how many values are wanted
   */
  IndexRanges(NavigableSet<String> full, String from, int count) {
    this.full = full;
    this.from = from;
    this.count = count;
  }

  /** A value in a range, and how many entries it has there. */
  record Part<T>(String value, T known, int entries) {}

  /**
   * What was read of the index.
   *
   * @param start from where
   * @param parts in their order
   */
  record Range<T>(String start, List<Part<T>> parts) {
    Range(String start) {
      this(start, new ArrayList<>());
    }

    boolean endsTheIndex() {
      return parts.stream().mapToInt(Part::entries).sum() < RANGE;
    }
  }

  boolean isDone() {
    return done;
  }

  /** Where ranges begin that are to be read now: the first where the walk stands. */
  List<String> starts(int atMost) {
    List<String> starts = new ArrayList<>(List.of(from));
    full.tailSet(from).stream().limit(atMost - 1L).map(Queue::behind).forEach(starts::add);
    return starts;
  }

  /** Goes on with ranges that begin at the {@link #starts}. */
  void take(List<Range<T>> ranges) {
    for (Range<T> range : ranges) {
      if (BY_BYTES.compare(range.start(), from) > 0) {
        // Between here and there is something that nobody has noted.
        break;
      }
      range.parts().forEach(part -> found.putIfAbsent(part.value(), part.known()));
      if (range.endsTheIndex()) {
        done = true;
        return;
      }
      goBehind(range.parts().get(range.parts().size() - 1));
    }
    done = found.size() >= count;
  }

  private void goBehind(Part<T> last) {
    String next = Queue.behind(last.value());
    if (BY_BYTES.compare(next, from) <= 0) {
      return;
    }
    full.subSet(from, last.value()).clear();
    if (last.entries() < RANGE / 2) {
      full.remove(last.value());
    } else if (full.size() < MOST_NOTED) {
      full.add(last.value());
    }
    from = next;
  }

  /** The first values, as many as were wanted or there are. */
  List<T> found() {
    return found.values().stream().limit(count).toList();
  }
}
