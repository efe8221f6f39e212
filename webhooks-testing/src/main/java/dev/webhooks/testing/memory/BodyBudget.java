package dev.webhooks.testing.memory;

import dev.webhooks.spi.NewEvent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * How many bytes of bodies one claim may still hold. An event's deliveries share its body, so it
 * counts once; the first body is taken however long it is. Not thread safe.
 */
final class BodyBudget {
  private final Set<NewEvent> counted = Collections.newSetFromMap(new IdentityHashMap<>());
  private long left;
  private boolean usedUp;

  BodyBudget(long maxBytes) {
    this.left = maxBytes;
  }

  /** Whether the event's body fits; from the first that does not, none does. */
  boolean takes(NewEvent event) {
    if (usedUp || counted.contains(event)) {
      return !usedUp;
    }
    int length = event.body().length;
    usedUp = length > left && !counted.isEmpty();
    if (!usedUp) {
      left -= length;
      counted.add(event);
    }
    return !usedUp;
  }

  boolean isUsedUp() {
    return usedUp;
  }
}
