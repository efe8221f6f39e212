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
        List<Double> perSecond = new ArrayList<>();
        for (int round = 0; round < scale.of(3, 1); round++) {
          perSecond.add(rate(counted, Duration.ofSeconds(scale.of(20, 1))));
        }
        report.add(this, "statements/s", Statistics.of(perSecond), Goal.atMost(2));
      }
    }
  }

  private static double rate(CountedDataSource counted, Duration duration)
      throws InterruptedException {
    long before = counted.statements();
    long start = System.nanoTime();
    Thread.sleep(duration.toMillis());
    return (counted.statements() - before) * 1e9 / (System.nanoTime() - start);
  }
}
