package dev.webhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  private final SettableClock clock = SettableClock.at(NOON);

  @Test
  void itStandsStillUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(NOON).isEqualTo(clock.instant());

    clock.advance(Duration.ofDays(1));
    assertThat(clock.instant()).isEqualTo("2026-05-14T12:00:00Z");
    clock.advance(Duration.ofDays(-2));
    assertThat(clock.instant()).isEqualTo("2026-05-12T12:00:00Z");
    clock.set(NOON);
    assertThat(clock).hasToString("SettableClock[2026-05-13T12:00:00Z]");
  }

  @Test
  void inAnotherZoneItIsTheSameClock() {
    Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));

    clock.advance(Duration.ofHours(1));

    assertThat(berlin.instant()).isEqualTo(clock.instant());
    assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
  }
}
