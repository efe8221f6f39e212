package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.gruelbox.transactionoutbox.DefaultPersistor;
import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.ThreadLocalContextTransactionManager;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.gruelbox.transactionoutbox.TransactionOutboxEntry;
import com.gruelbox.transactionoutbox.TransactionOutboxListener;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.benchmarks.SignedPosts.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The same with transaction-outbox: an entry for each delivery, whose method POSTs the body with
 * OkHttp and writes a row to a log of attempts, in the transaction that removes the entry.
 *
 * <p>As with db-scheduler the log knows attempts, but no deliveries or events.
 */
final class OutboxContender implements Contender {
  private static final int PUBLISHED_AT_ONCE = 500;
  private static final Duration ATTEMPT_FREQUENCY = Duration.ofMinutes(2);

  private final Database database;
  private final Workload workload;
  private final OutboxSetting setting;
  private final HikariDataSource pool;
  private final ThreadLocalContextTransactionManager transactions;

  OutboxContender(Database database, Workload workload, OutboxSetting setting) {
    this.database = database;
    this.workload = workload;
    this.setting = setting;
    this.pool = database.pool(setting.threads() + 1);
    this.transactions = TransactionManager.fromDataSource(pool);
    database.run("drop table if exists attempt", AttemptLog.TABLE);
  }

  /** What an entry calls. */
  interface Delivering {
    void deliver(int number, String body);
  }

  @Override
  public String name() {
    return "transaction-outbox + OkHttp";
  }

  @Override
  public void publish(int deliveries) {
    Submitter nobody = (entry, executor) -> {};
    TransactionOutbox outbox = outbox(nobody, new TransactionOutboxListener() {}, unused());
    database.truncate("txno_outbox", "attempt");
    for (int from = 0; from < deliveries; from += PUBLISHED_AT_ONCE) {
      int first = from;
      int end = Math.min(deliveries, from + PUBLISHED_AT_ONCE);
      transactions.inTransaction(
          transaction -> {
            for (int delivery = first; delivery < end; delivery++) {
              outbox.schedule(Delivering.class).deliver(delivery, workload.bodyText());
            }
          });
    }
    // An entry is left alone at first, for whoever scheduled it is expected to submit it.
    database.run("update txno_outbox set nextattempttime = now()");
    database.settle();
  }

  private static Delivering unused() {
    return (number, body) -> {
      throw new IllegalStateException("nobody is to deliver yet");
    };
  }

  @Override
  public Duration drain(int deliveries) throws InterruptedException {
    CountDownLatch undelivered = new CountDownLatch(deliveries);
    TransactionOutboxListener listener =
        new TransactionOutboxListener() {
          @Override
          public void success(TransactionOutboxEntry entry) {
            undelivered.countDown();
          }
        };
    ExecutorService executor = Executors.newFixedThreadPool(setting.threads());
    try (SignedPosts posts = new SignedPosts(setting.threads())) {
      TransactionOutbox outbox =
          outbox(
              ExecutorSubmitter.builder().executor(executor).build(),
              listener,
              (number, body) -> deliver(posts, number, body));
      long start = System.nanoTime();
      while (outbox.flush()) {
        // There may be more.
      }
      boolean finished = undelivered.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      executor.shutdown();
      if (!executor.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("transaction-outbox does not end");
      }
      requireAll(finished, deliveries);
      return elapsed;
    }
  }

  private void requireAll(boolean finished, int deliveries) {
    if (!finished
        || database.count("txno_outbox") != 0
        || database.count("attempt where status = 200") != deliveries) {
      throw new IllegalStateException("not everything was delivered");
    }
  }

  private TransactionOutbox outbox(
      Submitter submitter, TransactionOutboxListener listener, Delivering delivering) {
    return TransactionOutbox.builder()
        .transactionManager(transactions)
        .persistor(DefaultPersistor.builder().dialect(Dialect.POSTGRESQL_9).build())
        .instantiator(Instantiator.using(type -> delivering))
        .submitter(submitter)
        .listener(listener)
        .attemptFrequency(ATTEMPT_FREQUENCY)
        .flushBatchSize(setting.batch())
        .build();
  }

  private void deliver(SignedPosts posts, int number, String body) {
    String id = Integer.toString(number);
    Instant at = Instant.now();
    long start = System.nanoTime();
    Answer answer = posts.post(workload.urlOf(number), id, body.getBytes(UTF_8));
    if (answer.status() != 200) {
      throw new IllegalStateException("the sink answered " + answer.status());
    }
    AttemptLog.Attempt attempt = new AttemptLog.Attempt(id, at, System.nanoTime() - start, answer);
    transactions.requireTransaction(transaction -> insert(transaction.connection(), attempt));
  }

  private static void insert(Connection connection, AttemptLog.Attempt attempt) {
    try {
      AttemptLog.insert(connection, attempt);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
