package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What publishing costs, where nobody delivers: one event at a time, a hundred, and one in a
 * transaction of the host's; beside bare inserts of the same rows.
 */
final class PublishScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final int CONNECTIONS = 4;
  private static final int BATCH = 100;

  @Override
  public String name() {
    return "publish";
  }

  /** One way to get events into the tables: so many of them, in one transaction. */
  @FunctionalInterface
  private interface Way {
    void publish(int first, int events) throws SQLException;
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws SQLException {
    PostgresServer database = stage.postgres();
    Workload workload = new Workload(ENDPOINTS, stage.sink());
    try (Library library = Library.on(database, CONNECTIONS)) {
      library.registerAll(workload);
      try (Webhooks webhooks = library.webhooks();
          Connection host = library.pool().getConnection();
          Connection floor = library.pool().getConnection()) {
        host.setAutoCommit(false);
        floor.setAutoCommit(false);
        BareInserts bare = new BareInserts(floor, workload);
        Way single = (first, events) -> webhooks.publisher().publish(workload.event(first));
        Way batch =
            (first, events) -> webhooks.publisher().publishAll(events(workload, first, events));
        Way joined =
            (first, events) -> {
              webhooks.publisher().within(library.store().on(host)).publish(workload.event(first));
              host.commit();
            };
        Map<String, List<Double>> perSecond = new LinkedHashMap<>();
        for (int round = 1 - scale.of(2, 0); round <= scale.of(5, 1); round++) {
          int singles = scale.of(4_000, 20);
          int batched = scale.of(20_000, 200);
          Map<String, Double> all = new LinkedHashMap<>();
          all.put("single", rate(database, single, singles, 1));
          all.put("joined", rate(database, joined, singles, 1));
          all.put("bare inserts, single", rate(database, bare::insert, singles, 1));
          all.put("100 a batch", rate(database, batch, batched, BATCH));
          all.put("bare inserts, 100 a batch", rate(database, bare::insert, batched, BATCH));
          if (round > 0) {
            all.forEach(
                (way, rate) -> perSecond.computeIfAbsent(way, none -> new ArrayList<>()).add(rate));
          }
        }
        add(report, perSecond);
      }
    }
  }

  private static double rate(Database database, Way way, int events, int together)
      throws SQLException {
    database.truncate(
        "webhooks_event", "webhooks_delivery", "webhooks_pending", "webhooks_attempt");
    database.settle();
    long start = System.nanoTime();
    for (int first = 0; first < events; first += together) {
      way.publish(first, together);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    for (String table : List.of("webhooks_event", "webhooks_delivery", "webhooks_pending")) {
      if (database.count(table) != events) {
        throw new IllegalStateException(table + " does not hold " + events);
      }
    }
    return events / (elapsed.toNanos() / 1e9);
  }

  private static List<Event> events(Workload workload, int first, int count) {
    return IntStream.range(first, first + count).mapToObj(workload::event).toList();
  }

  private void add(Report report, Map<String, List<Double>> perSecond) {
    perSecond.forEach((way, rates) -> report.add(this, way + ": events/s", Statistics.of(rates)));
    addRatio(report, perSecond, "single", "bare inserts, single", null);
    addRatio(report, perSecond, "joined", "bare inserts, single", null);
    addRatio(report, perSecond, "100 a batch", "bare inserts, 100 a batch", Goal.atLeast(0.6));
  }

  private void addRatio(
      Report report, Map<String, List<Double>> all, String way, String floor, @Nullable Goal goal) {
    List<Double> ours = all.getOrDefault(way, List.of());
    List<Double> theirs = all.getOrDefault(floor, List.of());
    report.add(
        this, way + " ÷ " + floor, Statistics.ofRatios(ours, theirs, Double::doubleValue), goal);
  }
}
