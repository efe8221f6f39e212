package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How fast a backlog drains: the library beside db-scheduler with OkHttp, and beside OkHttp alone.
 * They take turns, so that what else the machine does hits all of them.
 */
public final class DrainBenchmark {
  private static final int TUNING_ROUNDS = 2;
  private static final List<Integer> BARE_THREADS = List.of(8, 16, 32, 64);

  private final Options options;
  private final Report report;
  private final PostgresServer database;
  private final SinkProcess sink;
  private final Workload workload;

  private DrainBenchmark(
      Options options, Report report, PostgresServer database, SinkProcess sink) {
    this.options = options;
    this.report = report;
    this.database = database;
    this.sink = sink;
    this.workload = new Workload(options.endpoints(), sink);
  }

  /** Runs once, prints a report and ends. */
  public static void main(String[] arguments) throws InterruptedException {
    run(Options.parse(arguments), new PrintStream(System.out, true, UTF_8));
  }

  static void run(Options options, PrintStream out) throws InterruptedException {
    try (PostgresServer database = PostgresServer.start();
        SinkProcess sink = SinkProcess.start()) {
      new DrainBenchmark(options, new Report(out), database, sink).run();
    }
  }

  private void run() throws InterruptedException {
    report.environment(database, options);
    SchedulerSetting setting =
        best(
            SchedulerSetting.CANDIDATES,
            candidate -> new SchedulerContender(database, workload, candidate),
            SchedulerSetting::text);
    int threads =
        best(
            BARE_THREADS,
            candidate -> new OkHttpContender(workload, candidate),
            candidate -> candidate + " threads");
    try (Contender library = new LibraryContender(database, workload);
        Contender scheduler = new SchedulerContender(database, workload, setting);
        Contender bare = new OkHttpContender(workload, threads)) {
      Map<Contender, List<Result>> results = measure(List.of(library, scheduler, bare));
      report.table(results);
      report.ratios(library, List.of(scheduler, bare), results);
    }
  }

  /** Tries every setting more than once, and takes the one whose best run was the fastest. */
  private <T> T best(List<T> candidates, Function<T, Contender> contender, Function<T, String> text)
      throws InterruptedException {
    if (options.tuning() == 0) {
      return candidates.get(0);
    }
    Map<T, Double> fastest = new LinkedHashMap<>();
    for (int round = 0; round < TUNING_ROUNDS; round++) {
      for (T candidate : candidates) {
        try (Contender tried = contender.apply(candidate)) {
          fastest.merge(candidate, drain(tried, options.tuning()).perSecond(), Math::max);
        }
      }
    }
    Optional<T> best = fastest.keySet().stream().max(Comparator.comparing(fastest::get));
    report.settings(fastest, text, best.orElseThrow());
    return best.orElseThrow();
  }

  private Map<Contender, List<Result>> measure(List<Contender> contenders)
      throws InterruptedException {
    Map<Contender, List<Result>> results = new LinkedHashMap<>();
    for (int round = 1 - options.warmUps(); round <= options.rounds(); round++) {
      for (Contender contender : contenders) {
        Result result = drain(contender, options.deliveries());
        report.drained(round, contender, result);
        if (round > 0) {
          results.computeIfAbsent(contender, none -> new ArrayList<>()).add(result);
        }
      }
    }
    return results;
  }

  private Result drain(Contender contender, int deliveries) throws InterruptedException {
    contender.publish(deliveries);
    long requests = sink.requests();
    ProcessHandle server = database.handle();
    ProcessorTime before = ProcessorTime.now(server, sink.handle());
    Duration elapsed = contender.drain(deliveries);
    ProcessorTime used = ProcessorTime.now(server, sink.handle()).minus(before);
    if (sink.requests() - requests != deliveries) {
      throw new IllegalStateException("the sink saw " + (sink.requests() - requests) + " requests");
    }
    return new Result(deliveries, elapsed, used);
  }
}
