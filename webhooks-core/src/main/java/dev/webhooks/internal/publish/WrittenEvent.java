package dev.webhooks.internal.publish;

import dev.webhooks.model.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event with the bytes that every receiver gets of it.
 *
 * @param onlyTo the one webhook that it tries out; null when it goes to all that want it
 */
public record WrittenEvent(Event event, byte[] body, @Nullable String onlyTo) {

  /** The same, to try this webhook out. */
  public WrittenEvent onlyTo(String webhookId) {
    return new WrittenEvent(event, body, webhookId);
  }
}
