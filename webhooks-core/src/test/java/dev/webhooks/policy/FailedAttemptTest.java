package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedAttemptTest {
  @Test
  void anAnswerHasAStatusAndMayAskToWait() {
    FailedAttempt failed =
        FailedAttempt.withStatus(429)
            .number(3)
            .retryAfter(Duration.ofSeconds(7))
            .age(Duration.ofMinutes(1))
            .build();

    assertThat(failed.kind()).isEqualTo(FailureKind.STATUS);
    assertThat(failed)
        .hasToString(
            "FailedAttempt[number=3, kind=STATUS, httpStatus=429, retryAfter=PT7S, age=PT1M]");
  }

  @Test
  void whatGotNoAnswerHasAKindAndNoStatus() {
    FailedAttempt failed = FailedAttempt.withoutAnswer(FailureKind.TIMEOUT).build();

    assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(failed.httpStatus()).isNull();
    assertThat(failed.retryAfter()).isNull();
    assertThat(failed.number()).isEqualTo(1);
    assertThat(failed.age()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 299, 99, 1000, -1})
  void aSuccessIsNoFailureAndNeitherIsWhatIsNoStatus(int status) {
    assertThatIllegalArgumentException().isThrownBy(() -> FailedAttempt.withStatus(status));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    FailedAttempt.Builder answered = FailedAttempt.withStatus(500);
    FailedAttempt.Builder unanswered = FailedAttempt.withoutAnswer(FailureKind.TLS);
    Duration negative = Duration.ofMillis(-1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailedAttempt.withoutAnswer(FailureKind.STATUS));
    assertThatIllegalArgumentException().isThrownBy(() -> answered.number(0));
    assertThatIllegalArgumentException().isThrownBy(() -> answered.age(negative));
    assertThatIllegalArgumentException().isThrownBy(() -> answered.retryAfter(negative));
    assertThatIllegalArgumentException().isThrownBy(() -> unanswered.retryAfter(Duration.ZERO));
  }
}
