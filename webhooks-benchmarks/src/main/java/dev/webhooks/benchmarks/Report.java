package dev.webhooks.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Says what was measured, in the order it happens. */
final class Report {
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void environment(PostgresServer database, Options options) {
    print(
        "PostgreSQL %s, fsync %s, synchronous_commit %s; Java %s; %d processors",
        database.ask("show server_version"),
        database.ask("show fsync"),
        database.ask("show synchronous_commit"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    print(
        "%d deliveries of %d bytes to %d endpoints, %d rounds after %d to warm up",
        options.deliveries(),
        Workload.BODY_BYTES,
        options.endpoints(),
        options.rounds(),
        options.warmUps());
  }

  <T> void settings(Map<T, Double> fastest, Function<T, String> text, T best) {
    print("");
    fastest.forEach(
        (setting, perSecond) ->
            print(
                "  %7.0f/s  %s%s",
                perSecond, text.apply(setting), setting.equals(best) ? "  <- best" : ""));
  }

  /**
   * Says how one drain went.
   *
   * @param round from 1; before that it is a warm-up
   */
  void drained(int round, Contender contender, Result result) {
    print(
        "%-9s %-26s %7.0f/s   busy cores: client %.2f, database %.2f, sink %.2f",
        round < 1 ? "warm-up" : "round " + round,
        contender.name(),
        result.perSecond(),
        result.load(result.processor().client()),
        result.load(result.processor().database()),
        result.load(result.processor().sink()));
  }

  void table(Map<Contender, List<Result>> results) {
    print("");
    print("%-26s %30s   %30s", "", "deliveries/s", "processor µs/delivery (median)");
    print(
        "%-26s %10s %10s %10s   %10s %10s %10s",
        "", "median", "min", "max", "client", "database", "sink");
    results.forEach(
        (contender, all) -> {
          Statistics speed = of(all, Result::perSecond);
          print(
              "%-26s %10.0f %10.0f %10.0f   %10.0f %10.0f %10.0f",
              contender.name(),
              speed.median(),
              speed.min(),
              speed.max(),
              of(all, result -> result.microsEach(result.processor().client())).median(),
              of(all, result -> result.microsEach(result.processor().database())).median(),
              of(all, result -> result.microsEach(result.processor().sink())).median());
        });
  }

  /** Compares a contender with others, round by round. */
  void ratios(Contender contender, List<Contender> others, Map<Contender, List<Result>> results) {
    List<Result> ours = results.getOrDefault(contender, List.of());
    for (Contender other : others) {
      List<Result> theirs = results.getOrDefault(other, List.of());
      print("");
      print("%s : %s", contender.name(), other.name());
      ratio("deliveries/s", ours, theirs, Result::perSecond);
      ratio("deliveries per second of processor time", ours, theirs, Result::perProcessorSecond);
    }
  }

  private void ratio(
      String what, List<Result> ours, List<Result> theirs, ToDoubleFunction<Result> figure) {
    List<Double> ratios =
        IntStream.range(0, ours.size())
            .mapToObj(
                round ->
                    figure.applyAsDouble(ours.get(round)) / figure.applyAsDouble(theirs.get(round)))
            .toList();
    Statistics ratio = Statistics.of(ratios);
    print(
        "  %-40s median %.2f, min %.2f, max %.2f   (%s)",
        what + ":", ratio.median(), ratio.min(), ratio.max(), text(ratios));
  }

  private static Statistics of(List<Result> results, ToDoubleFunction<Result> figure) {
    return Statistics.of(results.stream().map(figure::applyAsDouble).toList());
  }

  private static String text(List<Double> numbers) {
    return String.join(
        " ", numbers.stream().map(number -> String.format(Locale.ROOT, "%.2f", number)).toList());
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
