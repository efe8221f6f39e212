package dev.webhooks.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of the secrets that were to be sealed anew.
 *
 * <p>Immutable and thread safe.
 */
public final class ResealedSecrets {
  private final long resealed;
  private final long current;
  private final long unreadable;
  private final List<String> firstUnreadable;

  private ResealedSecrets(
      long resealed, long current, long unreadable, List<String> firstUnreadable) {
    this.resealed = resealed;
    this.current = current;
    this.unreadable = unreadable;
    this.firstUnreadable = List.copyOf(firstUnreadable);
  }

  /** For the library, and tests of what hosts do with it. */
  public static ResealedSecrets of(
      long resealed, long current, long unreadable, List<String> firstUnreadable) {
    return new ResealedSecrets(resealed, current, unreadable, firstUnreadable);
  }

  /** How many were sealed anew. */
  public long resealed() {
    return resealed;
  }

  /** How many were sealed as they should be already, and can be read. */
  public long current() {
    return current;
  }

  /** How many could not be read, and stay as they are. */
  public long unreadable() {
    return unreadable;
  }

  /** The ids of the first hundred webhooks whose secrets could not be read. */
  public List<String> firstUnreadable() {
    return firstUnreadable;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResealedSecrets that
        && resealed == that.resealed
        && current == that.current
        && unreadable == that.unreadable
        && firstUnreadable.equals(that.firstUnreadable);
  }

  @Override
  public int hashCode() {
    return Objects.hash(resealed, current, unreadable);
  }

  @Override
  public String toString() {
    return "ResealedSecrets[resealed="
        + resealed
        + ", current="
        + current
        + ", unreadable="
        + unreadable
        + ", firstUnreadable="
        + firstUnreadable
        + "]";
  }
}
