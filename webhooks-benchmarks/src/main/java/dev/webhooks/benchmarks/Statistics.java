package dev.webhooks.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Median, least and greatest of a few numbers. */
record Statistics(double median, double min, double max) {

  static Statistics of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Statistics(median, sorted[0], sorted[sorted.length - 1]);
  }

  static Statistics of(double... values) {
    return of(Arrays.stream(values).boxed().toList());
  }

  static <T> Statistics of(List<T> rounds, ToDoubleFunction<T> figure) {
    return of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  /** One figure divided by another, round by round. */
  static <T> Statistics ofRatios(List<T> ours, List<T> theirs, ToDoubleFunction<T> figure) {
    return of(
        IntStream.range(0, ours.size())
            .mapToObj(
                round ->
                    figure.applyAsDouble(ours.get(round)) / figure.applyAsDouble(theirs.get(round)))
            .toList());
  }
}
