package dev.webhooks.internal.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpFailure.Blame;
import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.process.Shortage;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a delivery that could not be sent: what is not the endpoint's doing is no
 * attempt, and the claim is given back.
 *
 * <p>Guarantees L and B: nothing fails because this node is unwell, and no tenant keeps a delivery
 * from its final state. What a tenant can cause is given back a bounded number of times, each time
 * for longer, and then counts as the attempt that it was. What only this process can cause may go
 * on, as long as it hits everybody: while others are sent, it counts too.
 *
 * <p>Thread safe.
 */
public final class Unsent {
  private static final Logger log = LoggerFactory.getLogger(Unsent.class);

  /** How often one delivery is given back for what a tenant could have caused. */
  static final int MOST_GIVE_BACKS = 20;

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  /** How long failures of one webhook's endpoint are taken for this node's, at a stretch. */
  static final Duration LONGEST_DOUBT = Duration.ofMinutes(2);

  private static final int MOST_IN_DOUBT = 50_000;

  /** What a closing node was about to send. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Of more deliveries than these nothing is remembered, and the failure counts at once. */
  private static final int MOST_REMEMBERED = 20_000;

  /** From one failure to the next: longer than any wait between give-backs. */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private static final String INTERNAL_ERROR = "an internal error, see the log of the sender";

  private final SendWindow window;
  private final Doubts doubts;
  private final LongSupplier nanoClock;
  private final LineLimit parked;
  private final LineLimit returned;

  /** How many POSTs came to something, so that it shows whether others were sent meanwhile. */
  private final LongAdder sent = new LongAdder();

  private final Cache<String, GiveBacks> givenBack;

  /** When it began that a failure of a webhook's endpoint was taken for this node's. */
  private final Cache<String, Long> inDoubtSince;

  /**
   * @param count how often
   * @param sent how many POSTs had come to something at the last one
   */
  private record GiveBacks(int count, long sent) {}

  public Unsent(SendWindow window, Doubts doubts, LongSupplier nanoClock) {
    this.window = window;
    this.doubts = doubts;
    this.nanoClock = nanoClock;
    this.parked = new LineLimit(nanoClock);
    this.returned = new LineLimit(nanoClock);
    this.givenBack =
        Caffeine.newBuilder()
            .maximumSize(2L * MOST_REMEMBERED) // never reached: see remembered()
            .expireAfterWrite(REMEMBERED_FOR)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
    this.inDoubtSince =
        Caffeine.newBuilder()
            .maximumSize(MOST_IN_DOUBT)
            .expireAfterAccess(REMEMBERED_FOR)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
    rehearse();
  }

  /**
   * Loads what is needed when something is short: without a descriptor no class can be loaded from
   * a file that is not open, and what failed to load once never does again.
   */
  private void rehearse() {
    SafeLog.line(() -> Shortage.of(new OutOfMemoryError()));
    remembered("", true);
    givenBack.invalidateAll();
  }

  /** An endpoint answered. Never throws: its answer is still to be recorded. */
  void answered() {
    try {
      sent.increment();
      window.succeeded();
      doubts.answered();
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.debug("A success was not counted", e));
    }
  }

  /**
   * After a POST that got no answer.
   *
   * @return how the claim ends; empty when the failure is an attempt
   */
  Optional<Completion> release(ClaimedDelivery claim, HttpFailure failure) {
    if (failure.kind() == HttpFailure.Kind.CANCELLED) {
      return Optional.of(Completion.released(claim, SOON));
    }
    if (failure.kind() == HttpFailure.Kind.EXHAUSTED) {
      window.shortOf(Shortage.CONNECTIONS);
      return shortage(claim);
    }
    Blame blame = failure.blame();
    if (blame == Blame.ENDPOINT) {
      if (wasOpened(failure)) {
        sent.increment();
        window.succeeded();
      }
      return Optional.empty();
    }
    if (blame == Blame.SENDER) {
      return counted(claim);
    }
    // A process without descriptors can't look names up either.
    boolean ours =
        doubts.isOurs(failure, claim.delivery().workspace(), claim.webhookId())
            || window.isReduced();
    return ours ? inDoubt(claim, failure) : Optional.empty();
  }

  private static boolean wasOpened(HttpFailure failure) {
    return failure.kind() != HttpFailure.Kind.URL
        && failure.kind() != HttpFailure.Kind.REFUSED_ADDRESS;
  }

  /**
   * After an error of ours, of whatever kind, before anything was sent. What a second try does not
   * cure is parked in the end.
   */
  Completion afterError(ClaimedDelivery claim, Throwable error) {
    Shortage shortage = Shortage.of(error);
    if (shortage != null) {
      window.shortOf(shortage);
    }
    Optional<Completion> release = shortage == null ? counted(claim) : shortage(claim);
    if (release.isEmpty() && parked.admits()) {
      SafeLog.line(
          () ->
              log.error(
                  "Delivery {} could not be sent: {}{}",
                  claim.id(),
                  LogReason.of(error),
                  parked.leftOut()));
    } else if (release.isPresent() && shortage == null && returned.admits()) {
      SafeLog.line(
          () ->
              log.warn(
                  "Delivery {} could not be sent and is given back: {}{}",
                  claim.id(),
                  LogReason.of(error),
                  returned.leftOut()));
    }
    SafeLog.line(() -> log.debug("Delivery {} could not be sent", claim.id(), error));
    return release.orElseGet(() -> Completion.unsendable(claim, INTERNAL_ERROR));
  }

  /**
   * By webhook and by time, not by delivery: an outage of the network concerns more deliveries than
   * can be remembered, and no tenant may keep one of them waiting for ever.
   */
  private Optional<Completion> inDoubt(ClaimedDelivery claim, HttpFailure failure) {
    long now = nanoClock.getAsLong();
    long doubted = now - inDoubtSince.get(claim.webhookId(), id -> now);
    if (doubted > LONGEST_DOUBT.toNanos()) {
      return Optional.empty();
    }
    Duration delay = Duration.ofNanos(Math.max(FIRST_DELAY.toNanos(), doubted / 2));
    return Optional.of(Completion.postponed(claim, delay, failure.text()));
  }

  /** At once: this node pauses, so it is another that takes it, if there is one. */
  private Optional<Completion> shortage(ClaimedDelivery claim) {
    return remembered(claim.id(), true) == null
        ? Optional.empty()
        : Optional.of(Completion.released(claim, Duration.ZERO));
  }

  private Optional<Completion> counted(ClaimedDelivery claim) {
    GiveBacks count = remembered(claim.id(), false);
    return count == null
        ? Optional.empty()
        : Optional.of(Completion.released(claim, delay(count.count())));
  }

  /** Counts; null when it was given back often enough. */
  private @Nullable GiveBacks remembered(String delivery, boolean unlessAllSuffer) {
    long sentByNow = sent.sum();
    GiveBacks before = givenBack.getIfPresent(delivery);
    if (before == null) {
      if (givenBack.estimatedSize() >= MOST_REMEMBERED) {
        return unlessAllSuffer ? new GiveBacks(1, sentByNow) : null;
      }
      before = new GiveBacks(0, sentByNow);
    }
    boolean allSuffer = unlessAllSuffer && before.sent() == sentByNow;
    GiveBacks now =
        new GiveBacks(
            allSuffer ? before.count() : Math.min(before.count() + 1, MOST_GIVE_BACKS + 1),
            sentByNow);
    givenBack.put(delivery, now); // of one delivery there is one claim at a time
    return now.count() > MOST_GIVE_BACKS ? null : now;
  }

  private static Duration delay(int count) {
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(count - 1, 6));
    return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
  }
}
