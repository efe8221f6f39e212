package dev.webhooks.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a backlog drains as fast beside a long log as on an empty one. */
final class LogScenario implements Scenario {
  private static final int ENDPOINTS = 100;
  private static final int DELIVERIES_OF_AN_EVENT = 10;

  /** Ids that sort before all that are made from now on. */
  private static final String ID = " || '0' || lpad(cast(number as text), 25, '0')";

  private static final String EVENTS =
      """
      insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
      select 'evt_' ID, 'workspace-' || number % ENDPOINTS, 'message.sent',
        convert_to('BODY', 'UTF8'), EACH, number
      from generate_series(1, FINISHED / EACH) number\
      """;

  private static final String DELIVERIES =
      """
      insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
        attempts, round_start, token, last_status, created_at, finished_at)
      select 'dlv_' ID, 'evt_' || '0' || lpad(cast((number - 1) / EACH + 1 as text), 25, '0'),
        'message.sent', w.workspace, w.id, 'DELIVERED', 1, 0, 1, 200, number, number
      from generate_series(1, FINISHED) number
      join webhooks_webhook w on w.workspace = 'workspace-' || ((number - 1) / EACH + 1) % ENDPOINTS\
      """;

  private static final String ATTEMPTS =
      """
      insert into webhooks_attempt (delivery_id, number, started_at, duration, status, response_body)
      select 'dlv_' ID, 1, number, 1000, 200, 'ok' from generate_series(1, FINISHED) number\
      """;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    PostgresServer empty = stage.postgres();
    SinkProcess sink = stage.sink();
    Workload workload = new Workload(ENDPOINTS, sink);
    int finished = scale.of(10_000_000, 1_000);
    int rounds = scale.of(5, 1);
    int warmUps = scale.of(3, 0);
    List<Result> withNone = new ArrayList<>();
    List<Result> withMany = new ArrayList<>();
    try (PostgresServer grown = PostgresServer.start();
        LibraryContender none = new LibraryContender(empty, workload);
        LibraryContender many = new LibraryContender(grown, workload)) {
      grow(grown, workload, finished);
      many.keepsItsLog();
      for (int round = 1 - warmUps; round <= rounds; round++) {
        boolean counts = round > 0;
        drain(empty, sink, none, scale, report, counts ? withNone : new ArrayList<>());
        drain(grown, sink, many, scale, report, counts ? withMany : new ArrayList<>());
      }
    }
    report.add(this, "empty: deliveries/s", Statistics.of(withNone, Result::perSecond));
    report.add(
        this, finished + " finished: deliveries/s", Statistics.of(withMany, Result::perSecond));
    report.add(
        this,
        finished + " finished ÷ none",
        Statistics.ofRatios(withMany, withNone, Result::perSecond),
        Goal.atLeast(0.9));
  }

  private static void drain(
      Database database,
      SinkProcess sink,
      LibraryContender contender,
      Scale scale,
      Report report,
      List<Result> results)
      throws InterruptedException {
    Map<Contender, List<Result>> measured =
        new Drains(database, sink, report, scale.of(20_000, 100), 1, 0).measure(List.of(contender));
    results.addAll(measured.getOrDefault(contender, List.of()));
  }

  private static void grow(Database database, Workload workload, int finished) {
    for (String insert : List.of(EVENTS, DELIVERIES, ATTEMPTS)) {
      database.run(
          insert
              .replace(" ID", ID)
              .replace("BODY", workload.bodyText())
              .replace("ENDPOINTS", Integer.toString(workload.endpoints()))
              .replace("EACH", Integer.toString(DELIVERIES_OF_AN_EVENT))
              .replace("FINISHED", Integer.toString(finished)));
    }
    database.settle();
  }
}
