package dev.webhooks.examples.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenDeliveriesTest {
  private final SeenDeliveries seen = new SeenDeliveries(2);

  @Test
  void theSecondTimeIsADuplicate() {
    assertThat(seen.begin("a")).isTrue();
    assertThat(seen.begin("a")).isFalse();
    assertThat(seen.duplicates()).isEqualTo(1);
  }

  @Test
  void whatWasGivenUpMayComeAgain() {
    seen.begin("a");
    seen.giveUp("a");

    assertThat(seen.begin("a")).isTrue();
    assertThat(seen.duplicates()).isZero();
  }

  @Test
  void theOldestIsForgottenAtTheBound() {
    seen.begin("a");
    seen.begin("b");
    seen.begin("c");

    assertThat(seen.begin("b")).isFalse();
    assertThat(seen.begin("a")).isTrue();
  }
}
