package dev.webhooks.micrometer;

import io.micrometer.observation.transport.Kind;

/** Of the observation {@code webhooks.publish}: one call of the publisher. */
public final class PublishContext extends TracedContext {
  private final int events;

  PublishContext(int events) {
    super(Kind.PRODUCER);
    this.events = events;
  }

  /** How many events are published together. */
  public int events() {
    return events;
  }
}
