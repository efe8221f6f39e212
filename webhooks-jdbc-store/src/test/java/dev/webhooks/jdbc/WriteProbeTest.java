package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a database can be worked with, told in time. */
@Timeout(60)
class WriteProbeTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final CountDownLatch hangs = new CountDownLatch(1);
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void oneThatAnswersIsWritable() {
    assertThat(new WriteProbe(() -> {}).succeedsWithin(LONG)).isTrue();
  }

  @Test
  void oneThatFailsIsNotUntilItDoesNotFail() {
    WriteProbe probe =
        new WriteProbe(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new StoreException("the database is away", null, true);
              }
            });

    assertThat(probe.succeedsWithin(LONG)).isFalse();
    assertThat(probe.succeedsWithin(LONG)).isTrue();
  }

  /** Guarantee B: a database that hangs costs one thread and one connection. */
  @Test
  void oneThatHangsIsToldOfInTimeAndTriedOnce() {
    WriteProbe probe = new WriteProbe(this::hang);

    assertThat(probe.succeedsWithin(SHORT)).isFalse();
    assertThat(probe.succeedsWithin(SHORT)).isFalse();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> probe.succeedsWithin(LONG));
    hangs.countDown();

    assertThat(waiting.join()).isTrue();
    assertThat(tries.get()).isBetween(1, 2); // 2 if it had answered before the last one asked
  }

  @Test
  void whoeverIsInterruptedIsToldNo() {
    WriteProbe probe = new WriteProbe(this::hang);
    Thread.currentThread().interrupt();

    assertThat(probe.succeedsWithin(LONG)).isFalse();
    assertThat(Thread.interrupted()).as("and stays interrupted").isTrue();
    hangs.countDown();
  }

  private void hang() {
    tries.incrementAndGet();
    try {
      hangs.await();
    } catch (InterruptedException e) {
      throw new AssertionError("the check is never interrupted", e);
    }
  }
}
