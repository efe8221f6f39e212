package dev.webhooks.jdbc.nodes;

import java.util.Random;

/**
 * Where the randomness of these tests comes from: {@code -Dnodes.seed=…} repeats a run's choices.
 */
final class Seed {
  private Seed() {}

  static Random random() {
    long seed = Long.getLong("nodes.seed", System.nanoTime());
    System.out.println("nodes.seed=" + seed);
    return new Random(seed);
  }
}
