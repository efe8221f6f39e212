package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One command, one run, one table: see README.md of this module. */
public final class Benchmarks {
  /** They take long, or much of the disk. */
  private static final Set<String> ONLY_WHEN_NAMED = Set.of("log", "memory");

  private static final List<Scenario> SCENARIOS =
      List.of(
          new DrainScenario(),
          new SteadyScenario(),
          new SettingsScenario(),
          new PublishScenario(),
          new LatencyScenario(),
          new ColdScenario(),
          new IdleScenario(),
          new ListenerScenario(),
          new NeighboursScenario(),
          new HangingScenario(),
          new ProcessesScenario(),
          new MicroScenario(),
          new LogScenario(),
          new MemoryScenario());

  private Benchmarks() {}

  /** Runs once, prints a table and ends. */
  public static void main(String[] arguments) throws Exception {
    run(new PrintStream(System.out, true, UTF_8), arguments);
  }

  static void run(PrintStream out, String... arguments) throws Exception {
    List<String> known = SCENARIOS.stream().map(Scenario::name).toList();
    List<String> usual = known.stream().filter(name -> !ONLY_WHEN_NAMED.contains(name)).toList();
    Options options = Options.parse(known, usual, arguments);
    Report report = new Report(out);
    List<Exception> failures = new ArrayList<>();
    try (Stage stage = new Stage()) {
      stage.describe(report);
      for (Scenario scenario : SCENARIOS) {
        if (options.scenarios().contains(scenario.name())) {
          report.say("%n%s", scenario.name());
          try {
            scenario.run(stage, options.scale(), report);
          } catch (Exception e) {
            // An hour's other figures are not lost for it.
            report.say("  failed: %s", e);
            failures.add(e);
          }
        }
      }
    }
    report.table();
    if (!failures.isEmpty()) {
      throw failed(failures);
    }
  }

  private static IllegalStateException failed(List<Exception> failures) {
    IllegalStateException failed =
        new IllegalStateException("not every scenario could be measured");
    failures.forEach(failed::addSuppressed);
    return failed;
  }
}
