package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowLimitTest {
  private final RowLimit rowLimit = new RowLimit();

  @Test
  void timeoutsHalveItDownToOne() {
    int steps = 0;
    while (rowLimit.slowDown(rowLimit.rows())) {
      steps++;
    }

    assertThat(rowLimit.rows()).isEqualTo(1);
    assertThat(steps).isEqualTo(9);
  }

  /** Several calls that were too slow at the same rowLimit are one reason to slow down. */
  @Test
  void whoWasSlowAtAnEarlierPaceTriesThePresentOne() {
    assertThat(rowLimit.slowDown(1_000)).isTrue();
    assertThat(rowLimit.slowDown(1_000)).isTrue();

    assertThat(rowLimit.rows()).isEqualTo(500);
  }

  @Test
  void itGrowsAgainWhileAllGoesWell() {
    rowLimit.slowDown(1_000);
    rowLimit.slowDown(500);
    for (int i = 0; i < 255; i++) {
      rowLimit.wentWell();
    }
    assertThat(rowLimit.rows()).isEqualTo(250);

    rowLimit.wentWell();
    assertThat(rowLimit.rows()).isEqualTo(500);

    for (int i = 0; i < 1_000; i++) {
      rowLimit.wentWell();
    }
    assertThat(rowLimit.rows()).isEqualTo(1_000);
  }
}
