package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.LogCapture;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookHealth.Tally;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host's policy can't keep outcomes from being stored. */
class PolicyJudgeTest {
  private static final Instant NOW = Instant.parse("2026-05-13T19:24:02Z");
  private static final WebhookHealth BEFORE =
      WebhookHealth.builder().failing(NOW, 3).lastFailureAt(NOW).build();

  @ParameterizedTest
  @MethodSource("whatNoStoreKeeps")
  void anAnswerThatNoStoreCanKeepIsNone(WebhookHealth answer) {
    try (LogCapture log = new LogCapture()) {
      assertThat(judged(answer)).isEqualTo(BEFORE);
      assertThat(log.events())
          .anyMatch(line -> line.getFormattedMessage().startsWith("The health policy failed"));
    }
  }

  static Stream<WebhookHealth> whatNoStoreKeeps() {
    return Stream.of(
        builder().blockedUntil(Instant.MAX).build(),
        builder().lastFailureAt(Instant.MIN).build(),
        builder().round(new Round(1, null, Instant.MAX)).build(),
        builder().round(new Round(1, "d".repeat(31), NOW)).build(),
        builder().tally(new Tally(NOW, -1, 0)).build(),
        builder().pauses(-1).build(),
        builder().disableReason("r".repeat(201)).build(),
        builder().disableReason("two\nlines").build(),
        builder().disableReason(" ").build(),
        builder().onlyDelivery("d".repeat(31)).build());
  }

  @Test
  void anythingElseIsTaken() {
    WebhookHealth answer =
        builder()
            .blockedUntil(NOW.plusSeconds(30))
            .round(new Round(1, "d".repeat(30), NOW))
            .disableReason("r".repeat(200))
            .build();

    assertThat(judged(answer)).isEqualTo(answer);
  }

  private static WebhookHealth judged(WebhookHealth answer) {
    return new PolicyJudge((before, seen) -> answer, System::nanoTime)
        .judge(BEFORE, HealthObservation.ofTime(NOW));
  }

  private static WebhookHealth.Builder builder() {
    return WebhookHealth.builder().state(HealthState.PAUSED, NOW).window(1);
  }
}
