package dev.webhooks.jdbc;

import dev.webhooks.spi.ClaimRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a claim saw that looked at everything and took nothing. Who claims in vain asks next, and at
 * once, when there will be something; this answers without another walk. It answers once, and for a
 * moment only, and not after anything was changed here: to ask a moment later is to see no more
 * than by asking then.
 *
 * <p>Thread safe.
 */
final class LastLook {
  private static final Duration MOMENT = Duration.ofMillis(2);

  private final LongSupplier nanoTime;
  private long changes;
  private @Nullable Look look;

  LastLook(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Look(ClaimRequest request, long at, Duration soonest) {}

  /** Before a look: what {@link #saw} needs to know. */
  synchronized long changes() {
    return changes;
  }

  /** Something may be due sooner now. */
  synchronized void changed() {
    changes++;
    look = null;
  }

  /**
   * After a look.
   *
   * @param before the {@link #changes} before it
   * @param soonest when the next delivery is due, and not before
   */
  synchronized void saw(ClaimRequest request, long before, Duration soonest) {
    if (before == changes) {
      look = new Look(request, nanoTime.getAsLong(), soonest);
    }
  }

  /** How long until something is due that the request would take, if that is known. */
  synchronized Optional<Duration> untilNextDue(ClaimRequest request, Duration atMost) {
    Look last = look;
    look = null;
    if (last == null || !last.request().equals(request)) {
      return Optional.empty();
    }
    Duration age = Duration.ofNanos(nanoTime.getAsLong() - last.at());
    Duration left = last.soonest().minus(age);
    if (age.compareTo(MOMENT) > 0 || left.isNegative() || left.isZero()) {
      return Optional.empty();
    }
    return Optional.of(left.compareTo(atMost) < 0 ? left : atMost);
  }
}
