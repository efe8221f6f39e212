package dev.webhooks.testing;

import java.security.SecureRandom;
import java.util.Random;

/** The same numbers for the same seed: for tests alone, as nothing is secret that it makes. */
final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final Random numbers;

  SeededRandom(long seed) {
    this.numbers = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    numbers.nextBytes(bytes);
  }
}
