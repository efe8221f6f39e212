package dev.webhooks.internal.dispatch;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes that are stored together, and what came of it so far.
 *
 * <p>Used by the storing thread alone.
 */
final class OutcomeGroup {
  private List<Outcome> outcomes;
  private int failures;
  private int mishaps;
  private @Nullable Throwable refusal;
  private long notBefore;
  private Duration pause = Duration.ZERO;

  OutcomeGroup(List<Outcome> outcomes, long now) {
    this.outcomes = outcomes;
    this.notBefore = now;
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  int size() {
    return outcomes.size();
  }

  boolean leaseIsOver(long now) {
    return outcomes.stream().allMatch(outcome -> outcome.leaseEndNanos() - now <= 0);
  }

  /** How long until it may be tried again; not positive when it may be now. */
  long nanosUntilDue(long now) {
    return notBefore - now;
  }

  void waitLonger(long now, Duration first, Duration longest) {
    pause = Pauses.longer(pause, first, longest);
    notBefore = now + pause.toNanos();
  }

  /**
   * It was not stored.
   *
   * @param mishap whether in a way that stores should not fail
   */
  void failed(boolean mishap) {
    failures++;
    mishaps += mishap ? 1 : 0;
  }

  int failures() {
    return failures;
  }

  int mishaps() {
    return mishaps;
  }

  /** Why the store refused what its lone outcome was at first; null if it did not. */
  @Nullable Throwable refusal() {
    return refusal;
  }

  /** The store refuses the lone outcome: something less is stored in its place. */
  void becomes(Outcome less, Throwable cause) {
    refusal = refusal == null ? cause : refusal;
    mishaps = 0;
    outcomes = List.of(less);
  }

  /** The second half, as a group of its own that may be tried at once; this one stays whole. */
  OutcomeGroup secondHalf(long now) {
    OutcomeGroup rest = new OutcomeGroup(List.copyOf(outcomes.subList(half(), size())), now);
    rest.failures = failures;
    return rest;
  }

  /** The first half, to be {@link #keep kept} once the second has found a place. */
  List<Outcome> firstHalf() {
    return List.copyOf(outcomes.subList(0, half()));
  }

  void keep(List<Outcome> half) {
    outcomes = half;
    mishaps = 0;
  }

  private int half() {
    return (size() + 1) / 2;
  }
}
