package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a new key takes the place of the former.
 *
 * <p>The hex header holds one signature. During an overlap it is the former key's, so a receiver
 * that puts the new key beside the former one at any time during the overlap misses nothing; when
 * the overlap ends it is the new key's. With {@link #cuttingOver()} it is the new key's at once,
 * and only Standard Webhooks, whose header holds a signature of each key, have an overlap.
 *
 * <pre>{@code
 * registry.rotateKey(workspace, id, KeyRotation.overlapping(Duration.ofHours(24)));
 * }</pre>
 *
 * Immutable.
 */
public final class KeyRotation {
  private static final Duration LONGEST = Duration.ofDays(30);

  private final Duration overlap;
  private final boolean cutsOver;
  private final boolean afterLoss;
  private final @Nullable SignatureScheme scheme;

  private KeyRotation(
      Duration overlap, boolean cutsOver, boolean afterLoss, @Nullable SignatureScheme scheme) {
    this.overlap = overlap;
    this.cutsOver = cutsOver;
    this.afterLoss = afterLoss;
    this.scheme = scheme;
  }

  /**
   * The new key signs at once, and no former one does any more, not even one whose overlap has not
   * ended: for a key that has leaked.
   */
  public static KeyRotation immediate() {
    return new KeyRotation(Duration.ZERO, true, false, null);
  }

  /**
   * Immediate, without a look at what is stored: the way out when the master key is lost for good.
   * The values of the webhook's own headers are lost with it, so the webhook has none afterwards.
   *
   * <p>Only this one works on a node that can't read the stored secret. Otherwise a node with a
   * wrong master key would seal new keys that no other node can open.
   */
  public static KeyRotation afterLoss() {
    return new KeyRotation(Duration.ZERO, true, true, null);
  }

  /**
   * Both keys sign for a while.
   *
   * @param overlap more than zero, at most 30 days
   * @throws InvalidInputException naming {@code overlap} when it is not
   */
  public static KeyRotation overlapping(Duration overlap) {
    requireNonNull(overlap, "overlap");
    if (overlap.isZero() || overlap.isNegative() || overlap.compareTo(LONGEST) > 0) {
      throw new InvalidInputException("overlap", "must be more than zero and at most 30 days");
    }
    return new KeyRotation(overlap, false, false, null);
  }

  /** The same, but the hex header is the new key's from the first moment. */
  public KeyRotation cuttingOver() {
    return new KeyRotation(overlap, true, afterLoss, scheme);
  }

  /** The same, but the webhook's requests are signed in another scheme from then on. */
  public KeyRotation withSignatures(SignatureScheme next) {
    return new KeyRotation(overlap, cutsOver, afterLoss, requireNonNull(next, "scheme"));
  }

  /** How long former keys go on signing; zero for not at all. */
  public Duration overlap() {
    return overlap;
  }

  /** Whether the hex header is the new key's at once. */
  public boolean cutsOver() {
    return cutsOver;
  }

  /** Whether what is stored is given up unread. */
  public boolean isAfterLoss() {
    return afterLoss;
  }

  /** The scheme from then on; null if it stays. */
  public @Nullable SignatureScheme scheme() {
    return scheme;
  }
}
