package dev.webhooks.benchmarks;

/** Hears of the bodies that reach a {@link Sink}, on its thread. */
@FunctionalInterface
interface Arrivals {
  Arrivals UNHEARD = (bytes, from, length) -> {};

  /** The bytes are the caller's, and only for the time of the call. */
  void arrived(byte[] bytes, int from, int length);
}
