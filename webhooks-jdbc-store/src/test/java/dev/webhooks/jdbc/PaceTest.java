package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void timeoutsHalveItDownToAFew() {
    int steps = 0;
    while (pace.slowDown(pace.rows())) {
      steps++;
    }

    assertThat(pace.rows()).isEqualTo(8);
    assertThat(steps).isEqualTo(7);
  }

  /** Several calls that were too slow at the same pace are one reason to slow down. */
  @Test
  void whoWasSlowAtAnEarlierPaceTriesThePresentOne() {
    assertThat(pace.slowDown(1_000)).isTrue();
    assertThat(pace.slowDown(1_000)).isTrue();

    assertThat(pace.rows()).isEqualTo(500);
  }

  @Test
  void itGrowsAgainWhileAllGoesWell() {
    pace.slowDown(1_000);
    pace.slowDown(500);
    for (int i = 0; i < 255; i++) {
      pace.wentWell();
    }
    assertThat(pace.rows()).isEqualTo(250);

    pace.wentWell();
    assertThat(pace.rows()).isEqualTo(500);

    for (int i = 0; i < 1_000; i++) {
      pace.wentWell();
    }
    assertThat(pace.rows()).isEqualTo(1_000);
  }
}
