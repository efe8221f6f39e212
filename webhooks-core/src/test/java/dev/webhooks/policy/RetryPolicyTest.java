package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  @Test
  void standardIsTheScheduleOfThePublicContract() {
    assertThat(delays(RetryPolicy.standard(), 7))
        .containsExactly(
            Optional.of(Duration.ofSeconds(1)),
            Optional.of(Duration.ofSeconds(5)),
            Optional.of(Duration.ofSeconds(30)),
            Optional.of(Duration.ofMinutes(5)),
            Optional.of(Duration.ofMinutes(30)),
            Optional.empty(),
            Optional.empty());
  }

  @Test
  void fixedRepeatsTheSameDelay() {
    assertThat(delays(RetryPolicy.fixed(Duration.ofSeconds(3), 3), 3))
        .containsExactly(
            Optional.of(Duration.ofSeconds(3)),
            Optional.of(Duration.ofSeconds(3)),
            Optional.empty());
  }

  @Test
  void exponentialGrowsUpToItsCap() {
    RetryPolicy policy =
        RetryPolicy.exponential(Duration.ofSeconds(5), 2, Duration.ofSeconds(30), 6);

    assertThat(delays(policy, 6))
        .containsExactly(
            Optional.of(Duration.ofSeconds(5)),
            Optional.of(Duration.ofSeconds(10)),
            Optional.of(Duration.ofSeconds(20)),
            Optional.of(Duration.ofSeconds(30)),
            Optional.of(Duration.ofSeconds(30)),
            Optional.empty());
  }

  @Test
  void exponentialDoesNotOverflowAfterManyAttempts() {
    RetryPolicy policy =
        RetryPolicy.exponential(Duration.ofSeconds(5), 10, Duration.ofDays(10), Integer.MAX_VALUE);

    assertThat(policy.delayAfter(failed(5_000))).contains(Duration.ofDays(10));
  }

  @Test
  void jitterStaysWithinItsShareAndSpreads() {
    RetryPolicy policy =
        RetryPolicy.fixed(Duration.ofSeconds(10), 10_000).withJitter(0.2, new Random(1));

    List<Duration> delays =
        delays(policy, 1_000).stream().map(Optional::orElseThrow).distinct().toList();

    assertThat(delays)
        .hasSizeGreaterThan(500)
        .allSatisfy(
            delay -> assertThat(delay).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12)));
  }

  @Test
  void aMaximumOfAttemptsCutsAnyPolicyShort() {
    RetryPolicy policy = RetryPolicy.standard().withMaxAttempts(2);

    assertThat(delays(policy, 2))
        .containsExactly(Optional.of(Duration.ofSeconds(1)), Optional.empty());
  }

  @Test
  void neverGivesUpAtOnce() {
    assertThat(RetryPolicy.never().delayAfter(failed(1))).isEmpty();
  }

  @Test
  void aPolicyOfAHostSeesTheAttempt() {
    RetryPolicy standard = RetryPolicy.standard();
    RetryPolicy policy =
        failed ->
            Objects.equals(failed.httpStatus(), 410)
                ? Optional.empty()
                : standard.delayAfter(failed);

    assertThat(policy.delayAfter(FailedAttempt.withStatus(410).build())).isEmpty();
    assertThat(policy.delayAfter(FailedAttempt.withoutAnswer(FailureKind.TLS).number(2).build()))
        .contains(Duration.ofSeconds(5));
  }

  @Test
  void aPolicySaysWhatItDoes() {
    Duration second = Duration.ofSeconds(1);
    assertThat(RetryPolicy.standard()).hasToString("1s, 5s, 30s, 5m, 30m, then give up");
    assertThat(RetryPolicy.never()).hasToString("give up");
    assertThat(RetryPolicy.delays(List.of())).hasToString("give up");
    assertThat(RetryPolicy.fixed(Duration.ofMinutes(90), 3))
        .hasToString("every 1h30m, at most 3 attempts");
    assertThat(
            RetryPolicy.exponential(second, 1.5, Duration.ofHours(1), 12)
                .withJitter(0.2, new Random()))
        .hasToString("1s, times 1.5 up to 1h, at most 12 attempts, give or take 20%");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.fixed(Duration.ZERO, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.fixed(second, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.delays(List.of(second.negated())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.exponential(second, 0.5, second, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.exponential(second, 2, Duration.ofMillis(1), 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.standard().withJitter(Double.NaN, new Random()));
  }

  private static List<Optional<Duration>> delays(RetryPolicy policy, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> policy.delayAfter(failed(number)))
        .toList();
  }

  private static FailedAttempt failed(int number) {
    return FailedAttempt.withStatus(500).number(number).build();
  }
}
