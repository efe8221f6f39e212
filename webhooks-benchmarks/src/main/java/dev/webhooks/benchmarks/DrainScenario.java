package dev.webhooks.benchmarks;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast a backlog drains: beside the peers on PostgreSQL, alone on the other databases. */
final class DrainScenario implements Scenario {
  static final String NAME = "drain";
  static final String PER_SECOND = "PostgreSQL, webhooks: deliveries/s";

  private static final int ENDPOINTS = 100;

  /** 200,000 deliveries: before that a part of the processor's time is the compiler's. */
  private static final int WARM_UPS = 10;

  private static final List<Integer> BARE_THREADS = List.of(16, 8, 32, 64);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    besidePeers(stage, scale, report);
    try (Database mariaDb = MariaDbServer.start()) {
      alone(mariaDb, stage.sink(), scale, report);
    }
    try (Database h2 = H2File.create()) {
      alone(h2, stage.sink(), scale, report);
    }
  }

  void besidePeers(Stage stage, Scale scale, Report report) throws InterruptedException {
    PostgresServer database = stage.postgres();
    Workload workload = new Workload(ENDPOINTS, stage.sink());
    Drains drains = drains(database, stage.sink(), scale, report);
    int tuning = scale.of(5_000, 0);
    SchedulerSetting schedulers =
        drains.best(
            tuning,
            SchedulerSetting.CANDIDATES,
            candidate -> new SchedulerContender(database, workload, candidate),
            SchedulerSetting::text);
    OutboxSetting outboxes =
        drains.best(
            tuning,
            OutboxSetting.CANDIDATES,
            candidate -> new OutboxContender(database, workload, candidate),
            OutboxSetting::text);
    int threads =
        drains.best(
            tuning,
            BARE_THREADS,
            candidate -> new OkHttpContender(workload, candidate),
            candidate -> candidate + " threads");
    try (Contender library = new LibraryContender(database, workload);
        Contender scheduler = new SchedulerContender(database, workload, schedulers);
        Contender outbox = new OutboxContender(database, workload, outboxes);
        Contender bare = new OkHttpContender(workload, threads)) {
      Map<Contender, List<Result>> results =
          drains.measure(List.of(library, scheduler, outbox, bare));
      results.forEach((contender, all) -> add(report, database, contender, all));
      List<Result> ours = results.getOrDefault(library, List.of());
      addRatio(report, ours, scheduler, results, Goal.atLeast(3.5));
      addRatio(report, ours, outbox, results, null);
      addRatio(report, ours, bare, results, null);
    }
  }

  private void alone(Database database, SinkProcess sink, Scale scale, Report report)
      throws InterruptedException {
    try (Contender library = new LibraryContender(database, new Workload(ENDPOINTS, sink))) {
      drains(database, sink, scale, report)
          .measure(List.of(library))
          .forEach((contender, all) -> add(report, database, contender, all));
    }
  }

  private static Drains drains(Database database, SinkProcess sink, Scale scale, Report report) {
    return new Drains(
        database, sink, report, scale.of(20_000, 100), scale.of(5, 1), scale.of(WARM_UPS, 0));
  }

  private void add(Report report, Database database, Contender contender, List<Result> all) {
    String who = database.name() + ", " + contender.name() + ": ";
    boolean goals = contender instanceof LibraryContender && database instanceof PostgresServer;
    report.add(this, who + "deliveries/s", Statistics.of(all, Result::perSecond));
    report.add(
        this,
        who + "client µs each",
        Statistics.of(all, result -> result.microsEach(result.processor().client())),
        goals ? Goal.atMost(45) : null);
    if (database.process().isPresent() && !(contender instanceof OkHttpContender)) {
      report.add(
          this,
          who + "database µs each",
          Statistics.of(all, result -> result.microsEach(result.processor().database())),
          goals ? Goal.atMost(30) : null);
    }
    report.add(
        this,
        who + "sink µs each",
        Statistics.of(all, result -> result.microsEach(result.processor().sink())));
  }

  private void addRatio(
      Report report,
      List<Result> ours,
      Contender peer,
      Map<Contender, List<Result>> results,
      @Nullable Goal goal) {
    List<Result> theirs = results.getOrDefault(peer, List.of());
    report.add(
        this,
        "webhooks ÷ " + peer.name() + ": deliveries/s",
        Statistics.ofRatios(ours, theirs, Result::perSecond),
        goal);
    report.add(
        this,
        "webhooks ÷ " + peer.name() + ": deliveries a processor second",
        Statistics.ofRatios(ours, theirs, Result::perProcessorSecond));
  }
}
