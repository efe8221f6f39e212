package dev.webhooks.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
  private static final double ERROR = 0.05;

  @Test
  void ofNothingThereIsNoQuantile() {
    assertThat(LatencyHistogram.none().count()).isZero();
    assertThat(LatencyHistogram.none().quantile(0.5)).isNull();
    assertThat(LatencyHistogram.none().toBytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 10, 87, 999, 1_000, 12_345, 10_000_000, 300_000_000})
  void aLoneLatencyIsEveryQuantile(long micros) {
    LatencyHistogram one = LatencyHistogram.builder().add(ofMicros(micros)).build();

    for (double share : new double[] {0.001, 0.5, 0.99, 1}) {
      assertThat(micros(one.quantile(share))).isCloseTo(micros, within(micros * ERROR));
    }
  }

  @Test
  void quantilesAreOffByFivePercentAtMost() {
    Random random = new Random(7);
    List<Long> all = new ArrayList<>();
    LatencyHistogram.Builder builder = LatencyHistogram.builder();
    for (int i = 0; i < 10_000; i++) {
      long micros = (long) Math.exp(Math.log(500) + 3 * Math.abs(random.nextGaussian()));
      all.add(micros);
      builder.add(ofMicros(micros));
    }
    Collections.sort(all);
    LatencyHistogram histogram = builder.build();

    assertThat(histogram.count()).isEqualTo(10_000);
    for (double share : new double[] {0.01, 0.25, 0.5, 0.95, 0.99, 0.999, 1}) {
      long exact = all.get((int) Math.ceil(share * 10_000) - 1);
      assertThat(micros(histogram.quantile(share)))
          .as("at " + share)
          .isCloseTo(exact, within(exact * ERROR));
    }
  }

  @Test
  void whatIsAddedUpIsTheSameInWhateverOrder() {
    LatencyHistogram fast = of(3, 4, 5, 80);
    LatencyHistogram slow = of(10_000, 12);

    LatencyHistogram sum = LatencyHistogram.builder().add(fast).add(slow).build();

    assertThat(sum).isEqualTo(of(12, 3, 10_000, 5, 4, 80));
    assertThat(sum).isEqualTo(LatencyHistogram.builder().add(slow).add(fast).build());
    assertThat(sum.count()).isEqualTo(6);
    assertThat(fast.count()).as("an addend stays as it is").isEqualTo(4);
  }

  @Test
  void bytesBringItBack() {
    LatencyHistogram.Builder builder = LatencyHistogram.builder();
    for (int i = 0; i < 300; i++) {
      builder.add(Duration.ofMillis(12));
    }
    builder.add(Duration.ZERO).add(Duration.ofSeconds(-1)).add(ofMicros(Long.MAX_VALUE));
    builder.add(Duration.ofSeconds(Long.MAX_VALUE));
    LatencyHistogram histogram = builder.build();

    byte[] bytes = histogram.toBytes();

    assertThat(LatencyHistogram.fromBytes(bytes)).isEqualTo(histogram);
    assertThat(bytes).hasSizeLessThan(12);
  }

  @Test
  void otherBytesAreRefused() {
    byte[] cutOff = {5};
    byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    byte[] farOut = {-1, 127, 1};
    byte[] nothingCounted = {5, 0};
    for (byte[] bytes : List.of(cutOff, endless, farOut, nothingCounted)) {
      assertThatIllegalArgumentException().isThrownBy(() -> LatencyHistogram.fromBytes(bytes));
    }
  }

  private static LatencyHistogram of(long... millis) {
    LatencyHistogram.Builder builder = LatencyHistogram.builder();
    for (long one : millis) {
      builder.add(Duration.ofMillis(one));
    }
    return builder.build();
  }

  private static Duration ofMicros(long micros) {
    return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1_000.0;
  }
}
