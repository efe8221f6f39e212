package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.log.SafeLog;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges failures that may be this node's or the endpoint's, such as a name that is not found: they
 * are this node's while endpoints of several workspaces fail alike and none answers. So no tenant
 * alone, with however many webhooks, makes its endpoints' failures ours.
 *
 * <p>A webhook that such a failure is not blamed on is left to other nodes for a moment. The node
 * goes on with all others: several tenants together could else stop it (Guarantee N).
 *
 * <p>Thread safe, and bounded.
 */
public final class Doubts {
  private static final Logger log = LoggerFactory.getLogger(Doubts.class);

  /** How many workspaces make several. */
  public static final int SEVERAL = 3;

  private static final long ALIKE_WITHIN = Duration.ofMinutes(1).toNanos();
  private static final long LEFT_FOR = Duration.ofSeconds(5).toNanos();
  private static final long TOLD_AGAIN_AFTER = Duration.ofMinutes(10).toNanos();
  private static final int MOST_LEFT = 1_000;

  private final LongSupplier nanoClock;

  /** When endpoints of a workspace failed last, since any answered: the latest few workspaces. */
  private final Map<HttpFailure.Kind, Map<String, Long>> failed =
      new EnumMap<>(HttpFailure.Kind.class);

  /** Until when a webhook is left to others, by its id. */
  private final Map<String, Long> left = new HashMap<>();

  /** Read without the lock, so that an answer pays nothing while nothing is in doubt. */
  private volatile boolean any;

  private boolean told;
  private boolean everTold;
  private long lastTold;

  public Doubts(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Remembers the failure, and says whether it is this node's. */
  synchronized boolean isOurs(HttpFailure failure, String workspace, String webhookId) {
    long now = nanoClock.getAsLong();
    any = true;
    Map<String, Long> workspaces =
        failed.computeIfAbsent(failure.kind(), k -> new LinkedHashMap<>());
    workspaces.remove(workspace); // the latest goes to the end
    workspaces.put(workspace, now);
    if (workspaces.size() > SEVERAL) {
      Iterator<String> eldest = workspaces.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    boolean ours =
        workspaces.size() == SEVERAL
            && workspaces.values().stream().allMatch(at -> now - at <= ALIKE_WITHIN);
    if (ours) {
      leave(webhookId, now);
      tell(failure, now);
    }
    return ours;
  }

  /** An endpoint answered: the way out is there. */
  void answered() {
    if (any) {
      clear();
    }
  }

  /** The webhooks that are left to other nodes for the moment. */
  Set<String> passedOver() {
    return any ? stillLeft() : Set.of();
  }

  private synchronized Set<String> stillLeft() {
    long now = nanoClock.getAsLong();
    left.values().removeIf(until -> until - now <= 0);
    return Set.copyOf(left.keySet());
  }

  private void leave(String webhookId, long now) {
    if (left.size() < MOST_LEFT) {
      left.put(webhookId, now + LEFT_FOR);
    }
  }

  private void tell(HttpFailure failure, long now) {
    if (!told && (!everTold || now - lastTold >= TOLD_AGAIN_AFTER)) {
      told = true;
      everTold = true;
      lastTold = now;
      SafeLog.line(
          () ->
              log.warn(
                  "Endpoints of several workspaces fail alike and none answers, so no attempt is counted for two minutes:"
                      + " check this node's network and name look-up. What it says of them: {}",
                  failure.text()));
    }
  }

  private void clear() {
    boolean goesOn;
    synchronized (this) {
      any = false;
      failed.clear();
      left.clear();
      goesOn = told;
      told = false;
    }
    if (goesOn) {
      SafeLog.line(() -> log.info("Endpoints answer again"));
    }
  }
}
