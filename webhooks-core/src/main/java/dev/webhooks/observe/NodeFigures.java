package dev.webhooks.observe;

/**
 * What a node knows of itself at any time, without asking the store. Each look costs next to
 * nothing.
 *
 * <p>Thread safe.
 */
public interface NodeFigures {

  /** Whether the dispatcher runs. */
  boolean isRunning();

  /** How many deliveries it has claimed whose outcomes are not stored yet. */
  int inFlight();

  /** How many outcomes the listener is yet to be told. */
  int unreportedOutcomes();

  /** How many outcomes the listener never will be told, because it was too slow. Only grows. */
  long droppedOutcomes();
}
