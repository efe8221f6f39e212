package dev.webhooks.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.ManualNanos;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How busy the machine is. */
class MachineLoadTest {
  private final ManualNanos nanos = new ManualNanos();
  private double load;
  private final MachineLoad machine = new MachineLoad(() -> load, nanos);

  @ParameterizedTest
  @CsvSource({
    "0, true, true, false",
    "0.7, true, true, false",
    "0.9, true, false, false",
    "1, true, false, true",
    "NaN, false, false, false",
    "-1, false, false, false"
  })
  void whatTheJvmSays(double value, boolean known, boolean hasTime, boolean isBusy) {
    load = value;

    assertThat(machine.look()).isEqualTo(known);
    assertThat(machine.hasTime()).isEqualTo(hasTime);
    assertThat(machine.isBusy()).isEqualTo(isBusy);
  }

  @Test
  void itIsNotAskedTooOften() {
    load = 0;
    machine.look();
    load = 1;
    assertThat(machine.look()).isFalse();
    assertThat(machine.isBusy()).isFalse();

    nanos.pass(Duration.ofMillis(100));
    assertThat(machine.look()).isTrue();
    assertThat(machine.isBusy()).isTrue();
  }

  @Test
  void thisMachineIsKnown() {
    assertThat(MachineLoad.ofThisMachine(System::nanoTime).look()).isTrue();
  }
}
