package dev.webhooks.spi;

import dev.webhooks.model.StoreSample;
import java.time.Duration;

/**
 * Lets nodes look at the whole of the store, and agree on who of them does.
 *
 * <p>Thread safe. Each method throws {@link StoreException} when the store fails.
 */
public interface WatchStore {

  /**
   * Takes a duty, or keeps it, so that of all nodes one has it at a time. A duty is free when
   * nobody has had it yet, and when the lease of who had it has ended.
   *
   * @param duty at most 30 ASCII characters
   * @param node who wants it; at most 30 ASCII characters
   * @param lease how long it is the node's from now on, by the store's clock
   * @return whether it is the node's
   */
  boolean takeDuty(String duty, String node, Duration lease);

  /** Gives a duty up before its lease ends. Does nothing when it is not this node's. */
  void releaseDuty(String duty, String node);

  /**
   * Looks at the whole of the store. What it costs is bounded, whatever waits: it counts no further
   * than a {@link StoreSample} says, and looks for what is overdue at the first {@value
   * #MAX_WEBHOOKS} webhooks that something waits for. It reads all webhooks once to count them.
   */
  StoreSample sample();

  /** Of how many webhooks {@link #sample} looks for what is overdue, at least. */
  int MAX_WEBHOOKS = 10_000;
}
