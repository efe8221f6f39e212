package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicrosTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00.000001Z",
        "2026-05-13T19:24:02.310Z",
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void anInstantComesBackAsItWas(String instant) {
    assertThat(Micros.instant(Micros.of(Instant.parse(instant)))).isEqualTo(Instant.parse(instant));
  }

  @Test
  void aFilterNeverLetsInWhatIsEarlier() {
    assertThat(Micros.notBefore(Instant.parse("2026-05-13T19:24:02.000000001Z")))
        .isEqualTo(Micros.of(Instant.parse("2026-05-13T19:24:02.000001Z")));
    assertThat(Micros.notBefore(Instant.MAX)).isPositive();
    assertThat(Micros.notBefore(Instant.MIN)).isNegative();
  }

  @Test
  void aDurationIsNeverShortened() {
    assertThat(Micros.of(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(Micros.of(Duration.ofNanos(1_001))).isEqualTo(2);
    assertThat(Micros.of(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo(Duration.ofDays(365_000).toSeconds() * 1_000_000);
  }
}
