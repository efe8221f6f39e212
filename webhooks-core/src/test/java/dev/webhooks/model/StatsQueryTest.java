package dev.webhooks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatsQueryTest {
  private static final Instant TIME = Instant.parse("2026-05-13T12:34:56.789Z");

  @Test
  void theStepsInWhichItBeginsAndEndsCountWhole() {
    StatsQuery query =
        StatsQuery.builder("acme")
            .between(TIME, TIME.plusSeconds(3_600))
            .step(StatsStep.HOUR)
            .build();

    assertThat(query.from()).isEqualTo("2026-05-13T12:00:00Z");
    assertThat(query.until()).isEqualTo("2026-05-13T14:00:00Z");
  }

  @Test
  void whatEndsWithAStepEndsThere() {
    Instant minute = Instant.parse("2026-05-13T12:34:00Z");

    StatsQuery query = StatsQuery.builder("acme").between(minute, minute.plusSeconds(60)).build();

    assertThat(query.from()).isEqualTo(minute);
    assertThat(query.until()).isEqualTo(minute.plusSeconds(60));
  }

  @Test
  void timesThatMakeNoSenseAreRefused() {
    assertRefused(StatsQuery.builder("acme"), "from");
    assertRefused(StatsQuery.builder("acme").between(TIME, TIME), "until");
    assertRefused(
        StatsQuery.builder("acme").between(TIME, TIME.plus(Duration.ofDays(7)).plusMillis(1)),
        "from");
    assertRefused(
        StatsQuery.builder(" ").between(TIME, TIME.plus(Duration.ofDays(7))), "workspace");
  }

  private static void assertRefused(StatsQuery.Builder query, String field) {
    assertThatThrownBy(query::build)
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
  }
}
