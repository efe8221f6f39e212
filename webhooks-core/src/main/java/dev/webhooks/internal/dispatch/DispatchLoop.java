package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.dispatch.Gate.Admission;
import dev.webhooks.internal.process.Shortage;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.DeliveryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Claims what is due by the hundred, as much as the {@link Gate} admits, whenever little is left to
 * be sent. Sleeps until the next delivery is due, a signal comes, or the poll interval is over.
 */
final class DispatchLoop implements Runnable {
  /**
   * After an empty claim, so that rows which another node holds locked are not asked for in a tight
   * loop.
   */
  private static final Duration SHORTEST_SLEEP = Duration.ofMillis(10);

  /**
   * For how long a claim is put off that could take little: it would cost as much as one that takes
   * more. What is due of others waits no longer than this.
   */
  private static final Duration LONGEST_PUT_OFF = Duration.ofMillis(25);

  /** How soon to look again whether there is room, which what has waited for long is to make. */
  private static final Duration LOOK_FOR_ROOM = Duration.ofMillis(100);

  private static final long NEVER = Long.MIN_VALUE;

  /** A store that takes longer than this does not answer. */
  private static final long HANGS_AFTER = Duration.ofSeconds(5).toNanos();

  private final DeliveryStore store;
  private final Gate gate;
  private final Intake intake;
  private final SendWindow window;
  private final ClaimSignal signal;
  private final DispatchSettings settings;
  private final LongSupplier nanoClock;
  private final Clock clock;
  private final HealthWatch health;
  private final Pauses pauses;
  private volatile boolean stopping;

  /** Since when the store has been asked something; {@link #NEVER} if it is not being asked. */
  private volatile long askedSince = NEVER;

  private volatile @Nullable Instant lastClaimedAt;

  /** Whether a claim is likely to bring something: the claiming thread's alone. */
  private boolean somethingIsDue = true;

  /** Whether the last claim took all that it might: the claiming thread's alone. */
  private boolean claimedAll;

  DispatchLoop(
      DeliveryStore store,
      Gate gate,
      Intake intake,
      SendWindow window,
      HealthWatch health,
      ClaimSignal signal,
      DispatchSettings settings,
      Clock clock,
      LongSupplier nanoClock) {
    this.store = store;
    this.gate = gate;
    this.intake = intake;
    this.window = window;
    this.signal = signal;
    this.health = health;
    this.settings = settings;
    this.pauses = new Pauses(settings.refusalPause());
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** Lets it claim: what {@link #run} does until {@link #close}. */
  void open() {
    stopping = false;
  }

  /**
   * When the store last answered a claim, or said that nothing is due; null before the first time.
   */
  @Nullable Instant lastClaimedAt() {
    return lastClaimedAt;
  }

  /** Why nothing is claimed, as far as that is the store's doing; null if it is well. */
  @Nullable String trouble() {
    long since = askedSince;
    boolean hangs = since != NEVER && nanoClock.getAsLong() - since > HANGS_AFTER;
    return hangs ? "it does not answer" : pauses.reason();
  }

  /** Claims nothing more. */
  void close() {
    stopping = true;
    signal.due();
  }

  @Override
  public void run() {
    somethingIsDue = true;
    try {
      while (!stopping) {
        try {
          pause(window.pause());
          turn();
          pauses.over();
        } catch (RuntimeException | Error e) {
          // Whatever it was, the next turn may succeed, and a dispatcher that died would lose
          // events silently.
          somethingIsDue = true;
          pause(pauseAfter(e));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pauseAfter(Throwable cause) {
    try {
      Shortage shortage = cause instanceof OutOfMemoryError ? Shortage.of(cause) : null;
      if (shortage == null) {
        return pauses.after(cause);
      }
      window.shortOf(shortage);
      return window.pause();
    } catch (RuntimeException | Error e) {
      return SHORTEST_SLEEP; // there is not even memory to see what to do
    }
  }

  /** However often there is a signal meanwhile, unless it is for the end. */
  private void pause(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0 && !stopping; left = end - System.nanoTime()) {
      signal.await(Duration.ofNanos(left));
    }
  }

  private void turn() throws InterruptedException {
    intake.giveBackStale();
    if (somethingIsDue) {
      signal.clear(); // before the looks that follow, which see all that was signalled until now
    }
    Admission admission = gate.admission();
    if (stopping) {
      return;
    }
    if (!admission.isOpen()) {
      signal.await(shorter(settings.pollInterval(), LOOK_FOR_ROOM));
      somethingIsDue = true;
      return;
    }
    if (claimedAll && !isWorthAClaim(admission.request())) {
      claimedAll = false;
      signal.await(LONGEST_PUT_OFF);
      return;
    }
    boolean isEmpty = false;
    if (somethingIsDue) {
      int claimed = claim(admission);
      somethingIsDue = claimed >= admission.request().limit();
      claimedAll = somethingIsDue;
      isEmpty = claimed == 0;
    }
    if (!somethingIsDue) {
      sleepUntilDue(admission.request(), isEmpty);
    }
  }

  private boolean isWorthAClaim(ClaimRequest request) {
    return request.limit() > settings.claimLimit() / 2;
  }

  /**
   * @param isEmpty whether the last claim brought nothing: what is due then is in other hands
   */
  private void sleepUntilDue(ClaimRequest request, boolean isEmpty) throws InterruptedException {
    Duration due = asked(() -> store.untilNextDue(request, settings.pollInterval()));
    lastClaimedAt = clock.instant();
    boolean isKnown = due.compareTo(settings.pollInterval()) < 0;
    Duration sleep = isEmpty && due.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : due;
    long putOff = isEmpty ? LONGEST_PUT_OFF.toNanos() : 0;
    somethingIsDue = sleepUntilNews(sleep.toNanos(), request, putOff) || isKnown;
  }

  /**
   * Sleeps until something may have become due, or until what this request excludes may be claimed;
   * says whether either was the case.
   *
   * @param atMost for how many nanoseconds it sleeps at most
   * @param putOff for how many of them what was excluded waits for others of its kind
   */
  private boolean sleepUntilNews(long atMost, ClaimRequest request, long putOff)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean admitsMore = false;
    for (long passed = 0; passed < atMost; passed = System.nanoTime() - begin) {
      if (admitsMore && passed >= putOff) {
        return true;
      }
      long until = admitsMore ? Math.min(atMost, putOff) : atMost;
      boolean woken = signal.await(Duration.ofNanos(until - passed));
      if (stopping || signal.takeDue()) {
        return true;
      }
      admitsMore |= woken && excludes(request, gate.admission().request());
    }
    return admitsMore;
  }

  /** Whether a request excludes somebody whom another one does not. */
  private static boolean excludes(ClaimRequest one, ClaimRequest other) {
    return !other.excludedWorkspaces().containsAll(one.excludedWorkspaces())
        || !other.excludedWebhooks().containsAll(one.excludedWebhooks());
  }

  private int claim(Admission admission) {
    ClaimRequest request = admission.request();
    long leaseEnd = nanoClock.getAsLong() + request.lease().toNanos();
    List<ClaimedDelivery> claims = asked(() -> store.claim(request));
    if (!claims.isEmpty()) {
      health.used();
    }
    gate.claimed(admission);
    intake.accept(claims, leaseEnd);
    lastClaimedAt = clock.instant();
    return claims.size();
  }

  private <T> T asked(Supplier<T> question) {
    askedSince = nanoClock.getAsLong();
    try {
      return question.get();
    } finally {
      askedSince = NEVER;
    }
  }

  /** Claims once, if there is room; says whether there was anything. */
  boolean claimNow() {
    Admission admission = gate.admission();
    return !stopping && admission.isOpen() && !window.isPausing() && claim(admission) > 0;
  }

  /** How long {@link #claimNow} need not be called. */
  Duration untilNextClaim(Duration atMost) {
    if (stopping) {
      return atMost;
    }
    ClaimRequest request = gate.admission().request();
    Duration longest =
        request.excludedWebhooks().isEmpty() ? atMost : shorter(atMost, settings.pollInterval());
    Duration due = store.untilNextDue(request, longest);
    return due.compareTo(SHORTEST_SLEEP) < 0 ? shorter(longest, SHORTEST_SLEEP) : due;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
