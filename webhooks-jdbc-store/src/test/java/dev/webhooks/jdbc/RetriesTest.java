package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final SQLException DEADLOCK = new SQLException("deadlock", "40P01");
  private static final SQLException LOCK_TIMEOUT = new SQLException("waited", "HY000", 1205);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final List<Long> pauses = new ArrayList<>();

  @Test
  void pausesDoubleUpToFiftyMilliseconds() {
    Retries.Tries tries = retries(1).begin();
    for (int i = 0; i < 8; i++) {
      assertThat(tries.again(DEADLOCK)).isTrue();
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 50L, 50L);
  }

  /** Two that collided must not collide again. */
  @Test
  void pausesAreRandom() {
    Retries.Tries tries = retries(0.25).begin();
    for (int i = 0; i < 6; i++) {
      tries.again(DEADLOCK);
    }

    assertThat(pauses).containsExactly(0L, 0L, 1L, 2L, 4L, 8L);
  }

  /** The database's timeout may be 50 s, and it is the host's thread that waits. */
  @Test
  void aLockThatWasWaitedForInVainIsWaitedForOnceMore() {
    Retries.Tries tries = retries(1).begin();

    assertThat(tries.again(LOCK_TIMEOUT)).isTrue();
    assertThat(tries.again(DEADLOCK)).isTrue();
    assertThat(tries.again(LOCK_TIMEOUT)).isFalse();
  }

  @Test
  void noTryBeginsAfterTenSeconds() {
    Retries.Tries tries = retries(1).begin();
    nanos.addAndGet(Duration.ofMillis(9_900).toNanos());
    assertThat(tries.again(DEADLOCK)).isTrue();
    nanos.addAndGet(Duration.ofMillis(100).toNanos());

    assertThat(tries.again(DEADLOCK)).isFalse();
    assertThat(tries.again(LOCK_TIMEOUT)).isFalse();
  }

  @Test
  void whatIsNoConflictIsNotTriedAgain() {
    assertThat(retries(1).begin().again(new SQLException("gone", "08006"))).isFalse();
    assertThat(pauses).isEmpty();
  }

  @Test
  void anInterruptEndsTheTriesAndIsKept() {
    Retries retries =
        new Retries(
            nanos::get,
            () -> 1,
            pause -> {
              throw new InterruptedException();
            });

    assertThat(retries.begin().again(DEADLOCK)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  private Retries retries(double random) {
    return new Retries(
        nanos::get,
        () -> random,
        pause -> {
          pauses.add(pause.toMillis());
          nanos.addAndGet(pause.toNanos());
        });
  }
}
