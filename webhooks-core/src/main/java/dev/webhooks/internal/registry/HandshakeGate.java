package dev.webhooks.internal.registry;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.BusyException;
import dev.webhooks.model.WebhookException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the handshakes under way, of a workspace and in all (Guarantee B): each holds a thread of
 * the host's and a connection for as long as its endpoint likes. Who finds no place waits for a
 * moment, as long as not too many wait already.
 *
 * <p>Guarantee N: a workspace whose endpoints hang keeps nobody else waiting; it takes eight of
 * them to fill all places.
 *
 * <p>Thread safe.
 */
public final class HandshakeGate {
  private static final Logger log = LoggerFactory.getLogger(HandshakeGate.class);

  static final int PLACES = 32;
  public static final int PLACES_OF_WORKSPACE = 4;
  private static final int MOST_WAIT = 128;
  private static final int MOST_WAIT_OF_WORKSPACE = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final LineLimit refusals;
  private final Map<String, Counts> workspaces = new HashMap<>();
  private int taken;
  private int waiting;

  private static final class Counts {
    private int taken;
    private int waiting;
  }

  public HandshakeGate(LongSupplier nanoClock) {
    this.refusals = new LineLimit(nanoClock);
  }

  /**
   * Makes a handshake once there is a place for it.
   *
   * @throws BusyException when there is none, and none is given back within a moment; then nothing
   *     was done
   * @throws WebhookException when the caller is interrupted while it waits, with the interrupt flag
   *     set again
   */
  public <T> T pass(String workspace, Supplier<T> handshake) {
    Counts counts;
    try {
      counts = enter(workspace);
    } catch (BusyException e) {
      tell(workspace);
      throw e;
    }
    try {
      return handshake.get();
    } finally {
      leave(workspace, counts);
    }
  }

  /** The caller is told to try again, and only here it shows that many are. */
  private void tell(String workspace) {
    if (refusals.admits()) {
      SafeLog.line(
          () ->
              log.warn(
                  "Too many verifications are under way, and a caller of workspace {} may try"
                      + " again; endpoints may hang{}",
                  workspace,
                  refusals.leftOut()));
    }
  }

  private synchronized Counts enter(String workspace) {
    Counts counts = workspaces.computeIfAbsent(workspace, w -> new Counts());
    try {
      if (!hasPlace(counts)) {
        await(counts);
      }
      taken++;
      counts.taken++;
      return counts;
    } finally {
      forgetIfUnused(workspace, counts);
    }
  }

  private void await(Counts counts) {
    if (waiting >= MOST_WAIT || counts.waiting >= MOST_WAIT_OF_WORKSPACE) {
      throw busy();
    }
    waiting++;
    counts.waiting++;
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!hasPlace(counts)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw busy();
        }
        wait(left / 1_000_000 + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebhookException("interrupted while waiting for other verifications", e);
    } finally {
      waiting--;
      counts.waiting--;
    }
  }

  private synchronized void leave(String workspace, Counts counts) {
    taken--;
    counts.taken--;
    forgetIfUnused(workspace, counts);
    notifyAll();
  }

  private boolean hasPlace(Counts counts) {
    return taken < PLACES && counts.taken < PLACES_OF_WORKSPACE;
  }

  private void forgetIfUnused(String workspace, Counts counts) {
    if (counts.taken == 0 && counts.waiting == 0) {
      workspaces.remove(workspace);
    }
  }

  private static BusyException busy() {
    return new BusyException("too many verifications are under way; try again in a few seconds");
  }
}
