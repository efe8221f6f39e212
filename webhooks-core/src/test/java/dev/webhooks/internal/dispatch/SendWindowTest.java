package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.LogCapture;
import dev.webhooks.ManualNanos;
import dev.webhooks.internal.process.Shortage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a node does that has run out of something. */
class SendWindowTest {
  private static final int FULL = 256;

  private final ManualNanos nanos = new ManualNanos();
  private final AtomicInteger cleared = new AtomicInteger();
  private final SendWindow window = new SendWindow(FULL, nanos, cleared::incrementAndGet);

  @Test
  void aNodeThatIsWellSendsAsMuchAsItWasSetUpFor() {
    assertThat(window.size()).isEqualTo(FULL);
    assertThat(window.isPausing()).isFalse();
    assertThat(window.isReduced()).isFalse();
  }

  @Test
  void thePauseGrowsFromATenthOfASecondToHalfAMinuteWhileNothingSucceeds() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      window.shortOf(Shortage.CONNECTIONS);
      pauses.add(window.pause().toMillis());
      nanos.pass(window.pause());
      assertThat(window.isPausing()).isFalse();
      assertThat(window.size()).isEqualTo(1);
    }
    assertThat(pauses)
        .containsExactly(
            100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L);
  }

  @Test
  void whatWasUnderWayWhenThePauseBeganAddsNothingToIt() {
    for (int i = 0; i < FULL; i++) {
      window.shortOf(Shortage.CONNECTIONS);
    }
    assertThat(window.pause()).isEqualTo(Duration.ofMillis(100));
    assertThat(cleared).hasValue(1);

    window.succeeded();
    nanos.pass(window.pause());
    assertThat(window.size()).as("the success was no sign of room").isEqualTo(1);
  }

  @Test
  void itComesBackSlowlyAndMoreCarefullyWhereItWasTooMuch() {
    window.shortOf(Shortage.CONNECTIONS);
    nanos.pass(window.pause());
    List<Integer> sizes = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      round();
      sizes.add(window.size());
    }
    assertThat(sizes.subList(0, 7)).containsExactly(2, 4, 8, 16, 32, 64, 128);
    assertThat(sizes.subList(7, 10)).containsExactly(129, 130, 131);
  }

  @Test
  void aMinuteWithoutAShortageEndsIt() {
    window.shortOf(Shortage.MEMORY);
    nanos.pass(Duration.ofMinutes(1));
    window.succeeded();

    assertThat(window.size()).isEqualTo(FULL);
    assertThat(window.isReduced()).isFalse();
  }

  @Test
  void itSaysWhatIsMissingOnceAndOnceWhenAllIsWell() {
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < 8; i++) {
        window.shortOf(Shortage.CONNECTIONS);
        nanos.pass(window.pause());
      }
      nanos.pass(Duration.ofMinutes(1));
      window.succeeded();

      assertThat(log.events())
          .extracting(ILoggingEvent::getLevel)
          .containsExactly(Level.WARN, Level.INFO);
      assertThat(log.events().get(0).getFormattedMessage()).contains("ulimit -n");
    }
  }

  @Test
  void itTellsFromWhatTheJvmThrowsWhatIsMissing() {
    assertThat(Shortage.of(new OutOfMemoryError("unable to create native thread: possibly out")))
        .isEqualTo(Shortage.THREADS);
    assertThat(Shortage.of(new OutOfMemoryError("Java heap space"))).isEqualTo(Shortage.MEMORY);
    assertThat(Shortage.of(new NoClassDefFoundError("x"))).isEqualTo(Shortage.CLASSES);
    assertThat(Shortage.of(new StackOverflowError())).isNull();
    assertThat(Shortage.of(new IllegalStateException())).isNull();
  }

  /** As many successes as may be in flight. */
  private void round() {
    for (int i = window.size(); i > 0; i--) {
      window.succeeded();
    }
  }
}
