package dev.webhooks.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What JMH measures: signing, verifying, encoding, matching. */
final class MicroScenario implements Scenario {
  private static final String PACKAGE = "dev.webhooks.benchmarks.micro";

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(PACKAGE)
            .verbosity(VerboseMode.SILENT)
            .forks(scale.of(3, 0))
            .warmupIterations(scale.of(5, 0))
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(scale.of(5, 1))
            .measurementTime(
                scale == Scale.FULL ? TimeValue.seconds(1) : TimeValue.milliseconds(20));
    Map<String, Statistics> perSecond = perSecond(new Runner(options.build()).run());
    perSecond.forEach((what, values) -> report.add(this, what + ": operations/s", values));
    addRatio(report, perSecond, "sign", null);
    addRatio(report, perSecond, "verify", Goal.atLeast(0.8));
  }

  private void addRatio(
      Report report, Map<String, Statistics> perSecond, String what, @Nullable Goal goal) {
    Statistics ours = perSecond.get(what);
    Statistics floor = perSecond.get("bareMac");
    if (ours == null || floor == null) {
      throw new IllegalStateException("JMH ran " + perSecond.keySet());
    }
    report.add(
        this,
        what + " 500 B ÷ bare Mac.doFinal",
        Statistics.of(ours.median() / floor.median()),
        goal);
  }

  private static Map<String, Statistics> perSecond(Collection<RunResult> results) {
    Map<String, Statistics> perSecond = new LinkedHashMap<>();
    for (RunResult result : results) {
      String method = result.getParams().getBenchmark();
      String webhooks = result.getParams().getParam("webhooks");
      perSecond.put(
          method.substring(method.lastIndexOf('.') + 1)
              + (webhooks == null ? "" : " with " + webhooks + " webhooks"),
          Statistics.of(
              result.getBenchmarkResults().stream()
                  .map(BenchmarkResult::getIterationResults)
                  .flatMap(Collection::stream)
                  .map(IterationResult::getPrimaryResult)
                  .map(iteration -> iteration.getScore())
                  .toList()));
    }
    return perSecond;
  }
}
