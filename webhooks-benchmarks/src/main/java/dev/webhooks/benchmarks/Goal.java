package dev.webhooks.benchmarks;

import java.util.Locale;

/** What a figure must reach. */
record Goal(double bound, boolean atLeast) {
  static Goal atLeast(double bound) {
    return new Goal(bound, true);
  }

  static Goal atMost(double bound) {
    return new Goal(bound, false);
  }

  boolean isMet(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  String text(double value) {
    return String.format(
        Locale.ROOT,
        "%s %s: %s",
        atLeast ? ">=" : "<=",
        Figure.number(bound),
        isMet(value) ? "met" : "missed");
  }
}
