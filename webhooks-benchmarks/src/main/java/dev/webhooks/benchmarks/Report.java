package dev.webhooks.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Says what is measured while it happens, and the one table in the end. */
final class Report {
  private static final String HEAD =
      String.format(
          Locale.ROOT,
          "%-11s %-58s %10s %10s %10s   %s",
          "scenario",
          "figure",
          "median",
          "least",
          "greatest",
          "must");

  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /** Says something that is no figure. */
  void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  void add(Scenario scenario, String what, Statistics values) {
    add(new Figure(scenario.name(), what, values, null));
  }

  void add(Scenario scenario, String what, Statistics values, @Nullable Goal goal) {
    add(new Figure(scenario.name(), what, values, goal));
  }

  private void add(Figure figure) {
    figures.add(figure);
    out.println(figure.text());
  }

  /** The median of a figure that this run has measured already. */
  OptionalDouble median(String scenario, String what) {
    return figures.stream()
        .filter(figure -> figure.scenario().equals(scenario) && figure.what().equals(what))
        .mapToDouble(figure -> figure.values().median())
        .findAny();
  }

  void table() {
    out.println();
    out.println(HEAD);
    figures.forEach(figure -> out.println(figure.text()));
    long set = figures.stream().filter(figure -> figure.goal() != null).count();
    long missed = figures.stream().filter(Report::isMissed).count();
    say("%d of %d musts missed", missed, set);
  }

  private static boolean isMissed(Figure figure) {
    Goal goal = figure.goal();
    return goal != null && !goal.isMet(figure.values().median());
  }
}
