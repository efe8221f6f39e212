package dev.webhooks.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The upper bound: threads that sign and POST, and nothing is kept anywhere. */
final class OkHttpContender implements Contender {
  private final Workload workload;
  private final int threads;
  private final byte[] body;

  OkHttpContender(Workload workload, int threads) {
    this.workload = workload;
    this.threads = threads;
    this.body = workload.body();
  }

  @Override
  public String name() {
    return "bare OkHttp, " + threads + " threads";
  }

  @Override
  public void publish(int deliveries) {
    // Nothing waits but a number.
  }

  @Override
  public Duration drain(int deliveries) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger acknowledged = new AtomicInteger();
    try (SignedPosts posts = new SignedPosts(threads)) {
      List<Thread> senders = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        Thread sender =
            new Thread(
                () -> {
                  int number = next.getAndIncrement();
                  while (number < deliveries) {
                    if (posts.post(workload.urlOf(number), "dlv_" + number, body).status() == 200) {
                      acknowledged.incrementAndGet();
                    }
                    number = next.getAndIncrement();
                  }
                },
                "sender-" + i);
        sender.setDaemon(true);
        sender.start();
        senders.add(sender);
      }
      for (Thread sender : senders) {
        sender.join(LIMIT.toMillis());
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (acknowledged.get() != deliveries) {
        throw new IllegalStateException("not everything was delivered");
      }
      return elapsed;
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
