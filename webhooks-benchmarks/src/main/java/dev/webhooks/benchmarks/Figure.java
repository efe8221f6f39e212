package dev.webhooks.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param scenario that measured it
 * @param what it is, with its unit
 * @param values of the rounds
 * @param goal that the median must reach; null where none was set
 */
record Figure(String scenario, String what, Statistics values, @Nullable Goal goal) {

  String text() {
    return String.format(
            Locale.ROOT,
            "%-11s %-58s %10s %10s %10s   %s",
            scenario,
            what,
            number(values.median()),
            number(values.min()),
            number(values.max()),
            goal == null ? "" : goal.text(values.median()))
        .stripTrailing();
  }

  /** As many digits as mean something. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
