package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowLimitTest {
  private final RowLimit rowLimit = RowLimit.ofWriting();

  @Test
  void timeoutsHalveItDownToOne() {
    int steps = 0;
    while (rowLimit.slowDown(rowLimit.rows(), rowLimit.rows()) > 0) {
      steps++;
    }

    assertThat(rowLimit.rows()).isEqualTo(1);
    assertThat(steps).isEqualTo(9);
  }

  /** Several calls that were too slow at the same rowLimit are one reason to slow down. */
  @Test
  void whoWasSlowAtAnEarlierPaceTriesThePresentOne() {
    assertThat(rowLimit.slowDown(1_000, 1_000)).isEqualTo(500);
    assertThat(rowLimit.slowDown(1_000, 600)).isEqualTo(500);

    assertThat(rowLimit.rows()).isEqualTo(500);
  }

  /** A statement that waits for a lock takes too long however few rows it has. */
  @Test
  void whatCarriedFewSlowsNobodyElseDown() {
    assertThat(rowLimit.slowDown(1_000, 1)).isZero();
    assertThat(rowLimit.slowDown(1_000, 8)).isEqualTo(4);
    assertThat(rowLimit.slowDown(4, 4)).isEqualTo(2);
    assertThat(rowLimit.rows()).isEqualTo(1_000);

    assertThat(rowLimit.slowDown(1_000, 40)).isEqualTo(20);
    assertThat(rowLimit.slowDown(20, 1)).isZero();
    assertThat(rowLimit.slowDown(20, 10)).isEqualTo(5);
    assertThat(rowLimit.rows()).isEqualTo(8);
  }

  @Test
  void whatCannotBeDividedIsNotTriedWithFewer() {
    while (rowLimit.slowDown(rowLimit.rows(), rowLimit.rows()) > 0) {}

    assertThat(rowLimit.slowDown(1, 1)).isZero();
    assertThat(rowLimit.slowDown(1, 20)).isZero();
  }

  /** Each step costs the database a statement that it ends. */
  @Test
  void aReadFindsItsStepInFew() {
    RowLimit ofRead = RowLimit.ofOneRead();
    int steps = 0;
    while (ofRead.slowDown(ofRead.rows(), ofRead.rows()) > 0) {
      steps++;
    }

    assertThat(ofRead.rows()).isEqualTo(1);
    assertThat(steps).isEqualTo(3);
  }

  @Test
  void itGrowsAgainWhileAllGoesWell() {
    rowLimit.slowDown(1_000, 1_000);
    rowLimit.slowDown(500, 500);
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
