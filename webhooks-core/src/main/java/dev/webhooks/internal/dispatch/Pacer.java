package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.dispatch.SendQueue.Load;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.process.MachineLoad;
import dev.webhooks.internal.process.Shortage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how many workers there are: as many as pay off. A few keep a machine busy whose endpoints
 * answer at once, and each one more would cost it only more hand-overs from thread to thread. For
 * each that waits for an endpoint there is another; and while deliveries wait although the machine
 * has time, there are more and more.
 *
 * <p>Runs while something waits that no worker is free for, or for the time at which it is to be
 * sent, and sleeps else.
 */
final class Pacer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Pacer.class);
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration SLEEP = Duration.ofMinutes(1);

  /** A worker that is busy with one delivery for longer waits for its endpoint. */
  private static final long WAITS_FOR_ENDPOINT = Duration.ofMillis(20).toNanos();

  /** After so many looks, half a second, workers that are not needed end. */
  private static final int TOO_MANY_FOR = 50;

  private final SendQueue queue;
  private final Crew crew;
  private final MachineLoad machine;
  private final SendWindow window;
  private final int fewest;
  private final WakeUp work = new WakeUp();
  private volatile boolean closing;
  private int extra;
  private int wanted;

  /** How many looks in turn have found more workers wanted than needed. */
  private int looksWithTooMany;

  Pacer(SendQueue queue, Crew crew, MachineLoad machine, SendWindow window) {
    this.queue = queue;
    this.crew = crew;
    this.machine = machine;
    this.window = window;
    this.fewest = 4 * Runtime.getRuntime().availableProcessors();
  }

  void open() {
    closing = false;
    queue.wantWorkers(Math.min(fewest, window.size()));
  }

  void close() {
    closing = true;
    work.signal();
  }

  /** Something waits that nobody is free for, or for its time. */
  void wakeUp() {
    work.signal();
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        work.await(queue.untilRelease(SLEEP));
        while (!closing && adjust()) {
          work.await(queue.untilRelease(TICK));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says whether something still waits. */
  private boolean adjust() {
    try {
      Load load = queue.load(WAITS_FOR_ENDPOINT);
      if (machine.look()) {
        follow(load);
      }
      wanted = Math.min(window.size(), wanted(load));
      queue.wantWorkers(Math.max(1, wanted));
      crew.hire();
      return load.waiting() > 0;
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.debug("No worker could be started: {}", LogReason.of(e)));
      Shortage shortage = Shortage.of(e);
      if (shortage != null) {
        window.shortOf(shortage);
      }
      return true;
    }
  }

  /**
   * Twice as many as there are while most of them wait for their endpoints: the next ones are
   * likely to do the same. And for a while no fewer than a moment ago: what hung together ends
   * together, and what hangs next would else take all that are left.
   */
  private int wanted(Load load) {
    boolean mostWait = load.waiting() > 0 && load.idle() == 0 && 2 * load.slow() > load.workers();
    int needed = Math.max(fewest + extra + load.slow(), mostWait ? 2 * load.workers() : 0);
    if (needed >= wanted || ++looksWithTooMany > TOO_MANY_FOR) {
      looksWithTooMany = 0;
      return needed;
    }
    return wanted;
  }

  private void follow(Load load) {
    if (machine.isBusy()) {
      extra -= (extra + 3) / 4;
    } else if (machine.hasTime() && load.waiting() > 0 && load.idle() == 0) {
      extra = Math.min(window.size(), 2 * extra + fewest);
    }
  }
}
