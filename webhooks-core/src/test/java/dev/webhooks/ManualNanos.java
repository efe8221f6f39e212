package dev.webhooks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Nanoseconds that pass when a test says so. */
public final class ManualNanos implements LongSupplier {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // overflows, as it may

  @Override
  public long getAsLong() {
    return now.get();
  }

  public void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }
}
