package dev.webhooks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedEventTest {
  private final PublishedEvent event = PublishedEvent.stored("evt_1", 3, Instant.EPOCH);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void asManyAreHeldAsThereAreAtMost(int held) {
    assertThat(event.withHeld(held).held()).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, Integer.MAX_VALUE})
  void otherNumbersOfHeldOnesAreRefused(int held) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> event.withHeld(held))
        .withMessage("held must be from 0 to 3, the number of deliveries: " + held);
  }
}
