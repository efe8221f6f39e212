package dev.webhooks.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlagsTest {
  private static final Set<String> KNOWN = Set.of("--port", "--wait");

  @Test
  void bothSpellingsOfAValueAreRead() throws Exception {
    Flags flags = Flags.parse(List.of("--port", "1", "--wait=5s"), KNOWN);

    assertThat(flags.number("--port", 2, 0, 9)).isEqualTo(1);
    assertThat(flags.duration("--wait", Duration.ZERO, Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aFlagThatIsNotGivenHasItsDefault() throws Exception {
    Flags flags = Flags.parse(List.of(), KNOWN);

    assertThat(flags.text("--port")).isNull();
    assertThat(flags.number("--port", 2, 0, 9)).isEqualTo(2);
    assertThat(flags.duration("--wait", Duration.ofDays(1), Duration.ZERO))
        .isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aValueMayHoldAnEqualsSign() throws Exception {
    assertThat(Flags.parse(List.of("--port=a=b=="), KNOWN).text("--port")).isEqualTo("a=b==");
  }

  @Test
  void aSwitchIsThereOrNot() throws Exception {
    Flags flags = Flags.parse(List.of("--on", "--port", "1"), KNOWN, Set.of("--on", "--off"));

    assertThat(flags.has("--on")).isTrue();
    assertThat(flags.has("--off")).isFalse();
    assertThat(flags.text("--port")).isEqualTo("1");
  }
}
