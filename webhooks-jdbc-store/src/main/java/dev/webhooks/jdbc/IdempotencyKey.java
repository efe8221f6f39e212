package dev.webhooks.jdbc;

import dev.webhooks.spi.NewEvent;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** An event's key in its workspace. */
record IdempotencyKey(String workspace, String key) implements Comparable<IdempotencyKey> {

  /** Null when the event has none. */
  static @Nullable IdempotencyKey of(NewEvent event) {
    return event.idempotencyKey() == null
        ? null
        : new IdempotencyKey(event.workspace(), event.idempotencyKey());
  }

  @Override
  public int compareTo(IdempotencyKey other) {
    return Comparator.comparing(IdempotencyKey::workspace)
        .thenComparing(IdempotencyKey::key)
        .compare(this, other);
  }
}
