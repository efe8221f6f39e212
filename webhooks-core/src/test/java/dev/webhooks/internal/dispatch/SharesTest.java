package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee N: how workspaces share places. */
class SharesTest {
  private final Shares shares = new Shares(256);

  @Test
  void aLoneWorkspaceHasAllButTheLastQuarter() {
    assertThat(most(shares, 1)).isEqualTo(192);
  }

  /** Whatever others hold. */
  @Test
  void aNeighboursFirstFindsAPlaceUntilTheVeryLast() {
    assertThat(shares.admits(0, 192, 2)).isTrue();
    assertThat(shares.admits(0, 255, 200)).isTrue();
    assertThat(shares.admits(0, 256, 200)).isFalse();
  }

  @Test
  void whoHasItsShareGetsNoMoreOfTheLastQuarter() {
    assertThat(shares.admits(127, 200, 2)).isTrue();
    assertThat(shares.admits(128, 200, 2)).isFalse();
    assertThat(shares.admits(2, 225, 2)).as("the last eighth is for those with none").isFalse();
  }

  @Test
  void whatIsIdleMayBeHadBeyondAShare() {
    assertThat(shares.admits(128, 150, 2)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8})
  void thereIsAPlaceForALoneOneHoweverFewThereAre(int limit) {
    Shares few = new Shares(limit);
    assertThat(most(few, 1)).isEqualTo(limit - limit / 4).isPositive();
    assertThat(few.mostOfSlow()).isPositive();
  }

  private static int most(Shares shares, int sharers) {
    int held = 0;
    while (shares.admits(held, held, sharers)) {
      held++;
    }
    return held;
  }
}
