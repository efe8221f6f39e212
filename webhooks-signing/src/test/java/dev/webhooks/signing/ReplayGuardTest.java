package dev.webhooks.signing;

import static dev.webhooks.signing.Vectors.SENT_AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReplayGuardTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SettableClock clock = new SettableClock(SENT_AT);
  private final ReplayGuard guard = ReplayGuard.inMemory(3, clock);

  @Test
  void aMessageIsLetInOnce() {
    assertThat(guard.admit("a", SENT_AT, MINUTE)).isTrue();
    assertThat(guard.admit("a", SENT_AT, MINUTE)).isFalse();
    assertThat(guard.admit("b", SENT_AT, MINUTE)).isTrue();
    assertThat(guard.admit("a", SENT_AT, MINUTE)).isFalse();
  }

  @Test
  void aLaterAttemptIsLetInAndAnEarlierOneIsNot() {
    assertThat(guard.admit("a", SENT_AT.plusSeconds(1), MINUTE)).isTrue();
    assertThat(guard.admit("a", SENT_AT, MINUTE)).isFalse();
    assertThat(guard.admit("a", SENT_AT.plusSeconds(2), MINUTE)).isTrue();
    assertThat(guard.admit("a", SENT_AT.plusSeconds(1), MINUTE)).isFalse();
    assertThat(guard.admit("a", SENT_AT.plusSeconds(2), MINUTE)).isFalse();
  }

  /** Guarantee B. */
  @Test
  void aFullGuardRefusesWhatIsNewUntilSomethingIsForgotten() {
    guard.admit("a", SENT_AT, Duration.ofSeconds(10));
    guard.admit("b", SENT_AT.plusSeconds(5), Duration.ofSeconds(15));
    guard.admit("c", SENT_AT.plusSeconds(50), MINUTE);

    assertThat(guard.admit("d", SENT_AT.plusSeconds(1), MINUTE)).isFalse();
    assertThat(guard.admit("c", SENT_AT.plusSeconds(51), MINUTE)).isTrue(); // it has its place
    clock.move(Duration.ofSeconds(10));
    assertThat(guard.admit("d", SENT_AT.plusSeconds(1), MINUTE)).isFalse();
    clock.move(Duration.ofNanos(1));
    assertThat(guard.admit("d", SENT_AT.plusSeconds(1), MINUTE)).isTrue();
    assertThat(guard.admit("e", SENT_AT.plusSeconds(1), MINUTE)).isFalse();
  }

  @Test
  void aLaterAttemptIsRememberedForLonger() {
    guard.admit("a", SENT_AT, Duration.ofSeconds(10));
    guard.admit("a", SENT_AT.plusSeconds(1), Duration.ofSeconds(20));
    clock.move(Duration.ofSeconds(20));

    assertThat(guard.admit("a", SENT_AT, MINUTE)).isFalse();
    assertThat(guard.admit("a", SENT_AT.plusSeconds(1), MINUTE)).isFalse();
  }

  @Test
  void aClockThatIsSetBackLetsNothingInAgain() {
    guard.admit("a", SENT_AT, MINUTE);
    clock.move(Duration.ofHours(1));
    assertThat(guard.admit("b", SENT_AT.plusSeconds(3600), MINUTE)).isTrue(); // "a" is forgotten
    clock.set(SENT_AT);

    assertThat(guard.admit("a", SENT_AT, MINUTE)).isFalse();
    assertThat(guard.admit("c", SENT_AT, MINUTE)).isFalse();
    assertThat(guard.admit("c", SENT_AT.plusSeconds(1), MINUTE)).isTrue();
  }

  /** Guarantee B. */
  @Test
  void itRunsForeverInTheSpaceOfItsWindow() {
    for (int i = 0; i < 10_000; i++) {
      Instant now = clock.instant();
      assertThat(guard.admit("msg_" + i, now, Duration.ofSeconds(2))).isTrue();
      assertThat(guard.admit("msg_" + i, now, Duration.ofSeconds(2))).isFalse();
      clock.move(Duration.ofSeconds(1));
    }
  }

  @Test
  void ofManyThreadsOneGetsEachMessageIn() throws Exception {
    int messages = 2_000;
    ReplayGuard shared = ReplayGuard.inMemory(messages, clock);
    Callable<Integer> admitAll =
        () -> {
          int admitted = 0;
          for (int i = 0; i < messages; i++) {
            admitted += shared.admit("msg_" + i, SENT_AT, MINUTE) ? 1 : 0;
          }
          return admitted;
        };

    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      int admitted = 0;
      for (Future<Integer> result : threads.invokeAll(Collections.nCopies(8, admitAll))) {
        admitted += result.get();
      }
      assertThat(admitted).isEqualTo(messages);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void byDefaultItHasTheSystemsClock() {
    ReplayGuard system = ReplayGuard.inMemory(1);

    assertThat(system.admit("a", Instant.now(), MINUTE)).isTrue();
    assertThat(system.admit("a", Instant.EPOCH, MINUTE)).isFalse();
  }

  @Test
  void aGuardWithoutRoomOrClockIsMisuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> ReplayGuard.inMemory(0));
    assertThatIllegalArgumentException().isThrownBy(() -> ReplayGuard.inMemory(-1));
    assertThatNullPointerException().isThrownBy(() -> ReplayGuard.inMemory(1, null));
  }
}
