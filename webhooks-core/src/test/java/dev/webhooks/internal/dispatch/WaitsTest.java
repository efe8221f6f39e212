package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose wish to be left alone is heeded, and for how long the delivery waits. */
class WaitsTest {
  private static final Duration ASKED = Duration.ofSeconds(20);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NOW = Instant.parse("2026-05-13T19:24:02Z");
  private static final ClaimedDelivery CLAIM = Claimed.of("acme", "wh_1").claim();

  private List<Attempt> log = List.of();

  @ParameterizedTest
  @CsvSource({"429, true", "503, true", "500, false", "301, false", "408, false"})
  void onlyWhatSaysBusyIsHeeded(int status, boolean heeded) {
    assertThat(heeded(failed(status, 1, ASKED, Duration.ZERO), 1) != null).isEqualTo(heeded);
  }

  @Test
  void whoeverDoesNotSayForHowLongFails() {
    assertThat(heeded(failed(429, 1, null, Duration.ZERO), 1)).isNull();
    assertThat(heeded(failed(503, 1, Duration.ZERO, Duration.ZERO), 1)).isNull();
  }

  /** Guarantee B: nobody keeps a delivery for ever. */
  @Test
  void oneOfManyAttemptsOrThatWaitsForADayFails() {
    assertThat(heeded(failed(429, 1, ASKED, DAY.minusMillis(1)), 99)).isEqualTo(ASKED);
    assertThat(heeded(failed(429, 1, ASKED, Duration.ZERO), 100)).isNull();

    log = List.of(attempt(1, DAY, 500), attempt(2, DAY, 429), attempt(3, Duration.ZERO, 503));
    assertThat(heeded(failed(429, 1, ASKED, DAY.multipliedBy(2)), 4)).isNull();
  }

  /** What was held for days has its day, and so has what failed in other ways before. */
  @Test
  void theDayBeginsWithTheFirstOfTheAttemptsInARowThatWereAnsweredSo() {
    FailedAttempt old = failed(429, 1, ASKED, DAY.multipliedBy(5));
    assertThat(heeded(old, 1)).isEqualTo(ASKED);

    log = List.of(attempt(1, DAY.minusMillis(1), 429), attempt(2, Duration.ZERO, 503));
    assertThat(heeded(old, 3)).isEqualTo(ASKED);
    log = List.of(attempt(1, DAY.multipliedBy(2), 429), attempt(2, Duration.ofHours(1), null));
    assertThat(heeded(old, 3)).isEqualTo(ASKED);
  }

  @Test
  void aLogThatCanNotBeReadDelaysAndNoMore() {
    Waits waits =
        new Waits(
            (claim, before, limit) -> {
              throw new StoreException("away", null, true);
            });

    FailedAttempt old = failed(429, 1, ASKED, DAY.multipliedBy(5));
    assertThat(waits.heeded(CLAIM, old, attempt(2, Duration.ZERO, 429))).isEqualTo(ASKED);
  }

  private @Nullable Duration heeded(FailedAttempt failed, int number) {
    return new Waits((claim, before, limit) -> log)
        .heeded(CLAIM, failed, attempt(number, Duration.ZERO, failed.httpStatus()));
  }

  /** One that began so long ago. */
  private static Attempt attempt(int number, Duration ago, @Nullable Integer status) {
    return Attempt.builder(number, NOW.minus(ago), Duration.ZERO)
        .httpStatus(status)
        .error("it failed")
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT20S, PT20S", // the schedule says a second
    "3, PT20S, PT30S", // later than was asked
    "4, PT2H, PT1H", // no longer than an hour
    "5, PT1H, PT1H",
    "6, PT20S, PT30M" // would have been the last one
  })
  void theLaterOfBothHolds(int number, Duration asked, Duration delay) {
    FailedAttempt failed = failed(503, number, asked, Duration.ZERO);

    assertThat(Waits.delay(RetryPolicy.standard(), failed, asked)).isEqualTo(delay);
  }

  @Test
  void aPolicyOfOneAttemptWaitsAsAsked() {
    FailedAttempt failed = failed(429, 1, ASKED, Duration.ZERO);

    assertThat(Waits.delay(RetryPolicy.never(), failed, ASKED)).isEqualTo(ASKED);
  }

  private static FailedAttempt failed(
      int status, int number, @Nullable Duration asked, Duration age) {
    return FailedAttempt.withStatus(status).number(number).retryAfter(asked).age(age).build();
  }
}
