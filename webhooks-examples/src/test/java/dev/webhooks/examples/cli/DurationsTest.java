package dev.webhooks.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"0s,PT0S", "250ms,PT0.25S", "10s,PT10S", "5m,PT5M", "1h,PT1H", "5d,PT120H"})
  void readsWhatPeopleType(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1 s", "1S", "1w", "9999999999s", "PT1S"})
  void refusesEverythingElse(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void readsTheDefaultRetrySchedule() {
    assertThat(Durations.parseList("1s,5s,30s,5m,30m").orElseThrow())
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1s,", ",1s", "1s,,5s", "1s, 5s"})
  void aListWithAGapIsNone(String text) {
    assertThat(Durations.parseList(text)).isEmpty();
  }
}
