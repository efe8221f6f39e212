package dev.webhooks.testing;

import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/**
 * An assertion on some of the things that happened: each step keeps those that fit, and fails when
 * none is left.
 *
 * @param <S> the assertion's own type
 * @param <T> what happened
 */
abstract class NarrowingAssert<S extends NarrowingAssert<S, T>, T>
    extends AbstractAssert<S, List<T>> {
  private final List<T> all;
  private String wanted;

  /**
   * @param wanted what is looked for, in a word
   * @param all what a failure shows
   * @param found what fits so far
   */
  NarrowingAssert(String wanted, List<T> all, List<T> found, Class<S> type) {
    super(found, type);
    this.all = all;
    this.wanted = wanted;
  }

  /** Those of {@code found} that fit, as an assertion of their own. */
  abstract S of(String wanted, List<T> all, List<T> found);

  S narrow(String description, Predicate<T> fits) {
    List<T> left = actual.stream().filter(fits).toList();
    String told = wanted + " " + description;
    if (left.isEmpty()) {
      failWithMessage("Expecting one that is %s, but there is only%n%s", told, lines());
    }
    S narrowed = of(told, all, left);
    narrowed.info.description(info.description());
    return narrowed;
  }

  /**
   * As many fit, and no more.
   *
   * @param count at least 1
   */
  public S times(int count) {
    if (actual.size() != count) {
      failWithMessage(
          "Expecting %d that are %s, but there are %d of%n%s",
          count, wanted, actual.size(), lines());
    }
    return myself;
  }

  /** One fits, and no more. */
  public S once() {
    return times(1);
  }

  private String lines() {
    return TestWebhooksAssert.lines(all);
  }
}
