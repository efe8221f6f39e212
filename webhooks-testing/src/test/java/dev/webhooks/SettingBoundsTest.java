package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhooks.policy.EventCatalog;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee B: no setting switches a bound off. What a host sets wrongly is the host's mistake. */
class SettingBoundsTest {
  private final Webhooks.Builder builder =
      Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected());

  static Stream<Arguments> everySizeHasAnUpperBound() {
    return Stream.of(
        size("maxInFlight", Webhooks.Builder::maxInFlight, 16_384),
        size("maxInFlightPerWebhook", Webhooks.Builder::maxInFlightPerWebhook, 16_384),
        size("maxEventBytes", Webhooks.Builder::maxEventBytes, 16 * 1024 * 1024));
  }

  private static Arguments size(
      String name, BiFunction<Webhooks.Builder, Integer, Webhooks.Builder> setter, int most) {
    return Arguments.of(name, setter, most);
  }

  @ParameterizedTest
  @MethodSource
  void everySizeHasAnUpperBound(
      String name, BiFunction<Webhooks.Builder, Integer, Webhooks.Builder> setter, int most) {
    assertThat(setter.apply(setter.apply(builder, 1), most)).isSameAs(builder);
    for (int wrong : new int[] {Integer.MIN_VALUE, 0, most + 1, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> setter.apply(builder, wrong))
          .withMessage(name + " must be from 1 to " + most);
    }
  }

  static Stream<Arguments> everyDurationHasAnUpperBound() {
    return Stream.of(
        duration("timeout", Webhooks.Builder::timeout, Duration.ofMinutes(5)),
        duration("lease", Webhooks.Builder::lease, Duration.ofHours(1)),
        duration("pollInterval", Webhooks.Builder::pollInterval, Duration.ofHours(1)),
        duration("drainTimeout", Webhooks.Builder::drainTimeout, Duration.ofMinutes(10)));
  }

  private static Arguments duration(
      String name, BiFunction<Webhooks.Builder, Duration, Webhooks.Builder> setter, Duration most) {
    return Arguments.of(name, setter, most);
  }

  @ParameterizedTest
  @MethodSource
  void everyDurationHasAnUpperBound(
      String name, BiFunction<Webhooks.Builder, Duration, Webhooks.Builder> setter, Duration most) {
    assertThat(setter.apply(setter.apply(builder, Duration.ofMillis(1)), most)).isSameAs(builder);
    for (Duration wrong :
        new Duration[] {Duration.ofMillis(-1), Duration.ZERO, most.plusNanos(1)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> setter.apply(builder, wrong))
          .withMessage(name + " must be from 1 ms to " + most.toSeconds() + " s");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "Ac me", "A\r\nX", "\u00c4cme"})
  void aBrandThatCannotStandInAHeadersNameIsRefused(String brand) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.brand(brand).build())
        .withMessageStartingWith("brand must");
  }

  @Test
  void aCatalogHasABoundToo() {
    String[] types = IntStream.range(0, 1_001).mapToObj(i -> "type." + i).toArray(String[]::new);

    assertThatIllegalArgumentException().isThrownBy(() -> EventCatalog.of(types));
    assertThatIllegalArgumentException().isThrownBy(EventCatalog::of);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventCatalog.of("not a type"))
        .withMessageContaining("not a type");
  }
}
