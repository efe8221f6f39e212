package dev.webhooks.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.policy.WebhookListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a node asks of the database that has nothing to do. */
final class IdleScenario implements Scenario {
  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void run(Stage stage, Scale scale, Report report) throws InterruptedException {
    try (HikariDataSource pool = stage.postgres().pool(4)) {
      CountedDataSource counted = new CountedDataSource(pool);
      JdbcStore store = JdbcStore.builder(counted.dataSource()).build();
      store.createSchema();
      try (Webhooks webhooks = Library.on(store, WebhookListener.none())) {
        webhooks.dispatcher().start();
        Thread.sleep(scale.seconds(5).toMillis()); // what comes after a start is not idle
        List<Double> statements = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        for (int round = 0; round < scale.of(3, 1); round++) {
          long statementsBefore = counted.statements();
          long endsBefore = counted.ends();
          long start = System.nanoTime();
          Thread.sleep(Duration.ofSeconds(scale.of(20, 1)).toMillis());
          double seconds = (System.nanoTime() - start) / 1e9;
          statements.add((counted.statements() - statementsBefore) / seconds);
          ends.add((counted.ends() - endsBefore) / seconds);
        }
        report.add(this, "statements/s", Statistics.of(statements), Goal.atMost(2));
        report.add(this, "commits and roll-backs/s, beside them", Statistics.of(ends));
      }
    }
  }
}
