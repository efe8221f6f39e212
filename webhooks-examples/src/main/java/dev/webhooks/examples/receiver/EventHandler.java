package dev.webhooks.examples.receiver;

/** What the application does with an event. Called by several threads at once. */
@FunctionalInterface
public interface EventHandler {

  /**
   * Processes an event that is no duplicate.
   *
   * @param eventType as in {@code message.sent}
   * @return false when that failed: the answer is 500, and the sender tries again
   */
  boolean process(String eventType);
}
