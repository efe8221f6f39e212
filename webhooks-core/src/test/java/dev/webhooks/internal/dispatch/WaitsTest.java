package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose wish to be left alone is heeded, and for how long the delivery waits. */
class WaitsTest {
  private static final Duration ASKED = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({"429, true", "503, true", "500, false", "301, false", "408, false"})
  void onlyWhatSaysBusyIsHeeded(int status, boolean heeded) {
    assertThat(Waits.heeded(failed(status, 1, ASKED, Duration.ZERO), 1) != null).isEqualTo(heeded);
  }

  @Test
  void whoeverDoesNotSayForHowLongFails() {
    assertThat(Waits.heeded(failed(429, 1, null, Duration.ZERO), 1)).isNull();
    assertThat(Waits.heeded(failed(503, 1, Duration.ZERO, Duration.ZERO), 1)).isNull();
  }

  /** Guarantee B: nobody keeps a delivery for ever. */
  @Test
  void anOldDeliveryOrOneOfManyAttemptsFails() {
    Duration day = Duration.ofDays(1);
    assertThat(Waits.heeded(failed(429, 1, ASKED, day.minusMillis(1)), 99)).isEqualTo(ASKED);
    assertThat(Waits.heeded(failed(429, 1, ASKED, day), 1)).isNull();
    assertThat(Waits.heeded(failed(429, 1, ASKED, Duration.ZERO), 100)).isNull();
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
