package dev.webhooks.internal.publish;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.NewEvent;

/**
 * An event with its deliveries, before it is stored.
 *
 * @param held how many of the deliveries are to webhooks that are not active
 */
public record MatchedEvent(NewEvent event, int held) {

  /** The store's answer, with what only the matching knows. */
  public PublishedEvent told(PublishedEvent answer) {
    return held == 0 || answer.duplicate() ? answer : answer.withHeld(held);
  }
}
