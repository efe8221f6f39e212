package dev.webhooks.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.benchmarks.AttemptLog.Attempt;
import dev.webhooks.benchmarks.SignedPosts.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The same by hand: a one-time task of db-scheduler for each delivery, which holds the body, POSTs
 * it with OkHttp and writes a row to a log of attempts.
 *
 * <p>It does less than the library: its queue row is gone once it is delivered, so the log knows
 * attempts but no deliveries or events, and it is fair to nobody.
 */
final class SchedulerContender implements Contender {
  private static final String TABLES =
      """
      drop table if exists scheduled_tasks;
      create table scheduled_tasks (
        task_name text not null, task_instance text not null, task_data bytea,
        execution_time timestamp with time zone not null, picked boolean not null, picked_by text,
        last_success timestamp with time zone, last_failure timestamp with time zone,
        consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
        priority smallint, primary key (task_name, task_instance));
      create index execution_time_idx on scheduled_tasks (execution_time);
      create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
      """;

  private static final TaskDescriptor<byte[]> DELIVER = TaskDescriptor.of("deliver", byte[].class);
  private static final int PUBLISHED_AT_ONCE = 500;

  private final Database database;
  private final Workload workload;
  private final SchedulerSetting setting;
  private final HikariDataSource pool;
  private final ThreadBoundDataSource dataSource;

  SchedulerContender(Database database, Workload workload, SchedulerSetting setting) {
    this.database = database;
    this.workload = workload;
    this.setting = setting;
    this.pool = database.pool(setting.connections());
    this.dataSource = new ThreadBoundDataSource(pool);
    database.run(TABLES, "drop table if exists attempt", AttemptLog.TABLE);
  }

  @Override
  public String name() {
    return "db-scheduler + OkHttp";
  }

  @Override
  public void publish(int deliveries) {
    database.truncate("scheduled_tasks", "attempt");
    try (SignedPosts none = new SignedPosts(1)) {
      SchedulerClient client =
          SchedulerClient.Builder.create(pool, task(none)).serializer(new RawBytes()).build();
      Instant now = Instant.now();
      byte[] body = workload.body();
      List<TaskInstance<?>> tasks = new ArrayList<>();
      for (int delivery = 0; delivery < deliveries; delivery++) {
        tasks.add(DELIVER.instance(Integer.toString(delivery)).data(body).build());
        if (tasks.size() == PUBLISHED_AT_ONCE || delivery == deliveries - 1) {
          client.scheduleBatch(tasks, now);
          tasks.clear();
        }
      }
    }
    database.settle();
  }

  @Override
  public Duration drain(int deliveries) throws InterruptedException {
    CountDownLatch undelivered = new CountDownLatch(deliveries);
    AbstractSchedulerListener listener =
        new AbstractSchedulerListener() {
          @Override
          public void onExecutionComplete(ExecutionComplete execution) {
            // Told after the commit.
            if (execution.getResult() == ExecutionComplete.Result.OK) {
              undelivered.countDown();
            }
          }
        };
    try (SignedPosts posts = new SignedPosts(setting.threads())) {
      Scheduler scheduler =
          Scheduler.create(setting.joined() ? dataSource : pool, task(posts))
              .threads(setting.threads())
              .pollUsingLockAndFetch(setting.lower(), setting.upper())
              .pollingInterval(Duration.ofSeconds(1))
              .enableImmediateExecution()
              .serializer(new RawBytes())
              .addSchedulerListener(listener)
              .build();
      long start = System.nanoTime();
      scheduler.start();
      boolean finished = undelivered.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      scheduler.stop();
      requireAll(finished, deliveries);
      return elapsed;
    }
  }

  private void requireAll(boolean finished, int deliveries) {
    if (!finished
        || database.count("scheduled_tasks") != 0
        || database.count("attempt where status = 200") != deliveries) {
      throw new IllegalStateException("not everything was delivered");
    }
  }

  private Task<byte[]> task(SignedPosts posts) {
    return setting.joined()
        ? Tasks.custom(DELIVER).execute((instance, context) -> deliverAndJoin(posts, instance))
        : Tasks.oneTime(DELIVER).execute((instance, context) -> deliver(posts, instance));
  }

  /** The attempt is committed by itself, then db-scheduler's removal of the task. */
  private void deliver(SignedPosts posts, TaskInstance<byte[]> instance) {
    Attempt attempt = post(posts, instance);
    try (Connection connection = pool.getConnection()) {
      AttemptLog.insert(connection, attempt);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletionHandler<byte[]> deliverAndJoin(
      SignedPosts posts, TaskInstance<byte[]> instance) {
    Attempt attempt = post(posts, instance);
    return (complete, operations) -> {
      try {
        dataSource.transaction(
            connection -> {
              AttemptLog.insert(connection, attempt);
              operations.remove();
            });
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private Attempt post(SignedPosts posts, TaskInstance<byte[]> instance) {
    Instant at = Instant.now();
    long start = System.nanoTime();
    Answer answer =
        posts.post(
            workload.urlOf(Integer.parseInt(instance.getId())),
            instance.getId(),
            instance.getData());
    if (answer.status() != 200) {
      throw new IllegalStateException("the sink answered " + answer.status());
    }
    return new Attempt(instance.getId(), at, System.nanoTime() - start, answer);
  }

  @Override
  public void close() {
    pool.close();
  }

  /** A task's data is the body as it is: cheaper than any of the serializers that come with it. */
  private static final class RawBytes implements Serializer {
    @Override
    public byte[] serialize(Object data) {
      return (byte[]) data;
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] bytes) {
      return type.cast(bytes);
    }
  }
}
