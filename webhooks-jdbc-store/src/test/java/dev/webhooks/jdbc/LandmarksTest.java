package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When walks go by landmarks. */
class LandmarksTest {
  private final AtomicLong clock = new AtomicLong();
  private final Landmarks landmarks = new Landmarks(clock::get, false);

  @Test
  void notWhileWalksAreCheapOrDearByChance() {
    for (int i = 0; i < 20; i++) {
      walks(3, Duration.ofMillis(40), 100);
      walks(1, Duration.ofMillis(1), 100);
      assertThat(landmarks.areNeeded()).isFalse();
    }
    walks(10, Duration.ofMillis(40), 1_000);
    assertThat(landmarks.areNeeded()).as("a long walk is not a dear one").isFalse();
  }

  @Test
  void afterSomeDearWalksUntilATrialIsCheap() {
    walks(4, Duration.ofMillis(40), 100);
    assertThat(landmarks.areNeeded()).isTrue();
    assertThat(landmarks.areNeeded()).isTrue();

    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(landmarks.areNeeded()).as("for a trial").isFalse();
    walks(1, Duration.ofMillis(40), 100);
    assertThat(landmarks.areNeeded()).isTrue();

    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(landmarks.areNeeded()).as("for a trial").isFalse();
    walks(1, Duration.ofMillis(1), 100);
    assertThat(landmarks.areNeeded()).isFalse();
  }

  /** On a machine that is busy every statement takes long, an idle node's too. */
  @Test
  void notWhereNothingWaits() {
    walks(10, Duration.ofMillis(40), 0);
    assertThat(landmarks.areNeeded()).isFalse();
  }

  private void walks(int count, Duration time, int steps) {
    for (int i = 0; i < count; i++) {
      landmarks.walked(time, steps);
    }
  }
}
