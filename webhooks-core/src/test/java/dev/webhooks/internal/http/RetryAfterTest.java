package dev.webhooks.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "' 120 ', 120", "007, 7"})
  void secondsAreCounted(String value, long seconds) {
    assertThat(RetryAfter.parse(value, null, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
      })
  void aDateIsCountedFromTheAnswer(String value) {
    assertThat(RetryAfter.parse(value, null, NOW)).isEqualTo(Duration.ofSeconds(37));
  }

  @Test
  void aDateWithTwoDigitsOfAYearIsOfThisCentury() {
    assertThat(
            RetryAfter.parse(
                "Friday, 27-Nov-26 08:00:30 GMT", null, Instant.parse("2026-11-27T08:00:00Z")))
        .isEqualTo(Duration.ofSeconds(30));
  }

  /** An endpoint's clock may be any number of hours off. */
  @Test
  void aDateCountsFromTheAnswersOwnDate() {
    assertThat(
            RetryAfter.parse(
                "Sun, 06 Nov 1994 12:00:30 GMT", " Sun, 06 Nov 1994 12:00:00 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aDateOfNoSenseIsNoClock() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", NOW))
        .isEqualTo(Duration.ofSeconds(37));
    assertThat(RetryAfter.parse("120", "Sun, 06 Nov 1994 12:00:00 GMT", NOW))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aTimeThatHasPassedIsNow() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:48:37 GMT", null, NOW)).isZero();
  }

  /** Guarantee B. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "31536001",
        "99999999999999999999999999",
        "999999999999999999",
        "Fri, 01 Jan 9999 00:00:00 GMT"
      })
  void nobodyWaitsForMoreThanAYear(String value) {
    assertThat(RetryAfter.parse(value, null, NOW)).isEqualTo(Duration.ofDays(365));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", " ", "soon", "-1", "+1", "1.5", "1e3", "١", "Sun, 32 Nov 1994 08:49:37 GMT"})
  void anythingElseAsksForNothing(String value) {
    assertThat(RetryAfter.parse(value, null, NOW)).isNull();
  }
}
