package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.StatsStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddingUpTest {
  private final AtomicInteger added = new AtomicInteger();
  private volatile boolean fails;
  private @Nullable Thread thread;
  private @Nullable AddingUp addingUp;

  private AddingUp start(Duration afterOutcomes) {
    AddingUp started = new AddingUp(new Counted(), afterOutcomes, System::nanoTime);
    addingUp = started;
    started.open();
    thread = new Thread(started, "adding-up");
    thread.start();
    return started;
  }

  @AfterEach
  void end() throws InterruptedException {
    if (addingUp != null && thread != null) {
      addingUp.close();
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void whatIsStoredIsAddedUpAndNothingElseIs() {
    AddingUp running = start(Duration.ofMillis(1));
    running.stored();
    await().until(() -> added.get() == 1);

    running.stored();
    await().until(() -> added.get() == 2);
  }

  @Test
  void whatIsStoredMeanwhileIsAddedUpWithTheRest() {
    AddingUp running = start(Duration.ofMillis(200));
    for (int i = 0; i < 100; i++) {
      running.stored();
    }

    await().until(() -> added.get() == 1);
  }

  @Test
  void afterAFailureItGoesOn() {
    fails = true;
    AddingUp running = start(Duration.ofMillis(1));
    running.stored();
    await().until(() -> added.get() == 1);

    fails = false;
    running.stored();
    await().until(() -> added.get() == 2);
  }

  /** Whose threads end without a wait, however long it would have gathered. */
  @Test
  void itEndsAtOnce() {
    start(Duration.ofHours(1)).stored();
  }

  private final class Counted implements StatsStore {
    @Override
    public void addUp() {
      added.incrementAndGet();
      if (fails) {
        throw new IllegalStateException("a row can't be read");
      }
    }

    @Override
    public List<AttemptSums> sumAttempts(StatsQuery query) {
      return List.of();
    }

    @Override
    public Map<String, RecentAttempts> recentAttempts(
        String workspace, Collection<String> webhookIds, Instant hourBegins, Instant dayBegins) {
      return Map.of();
    }

    @Override
    public Map<String, WaitingDeliveries> waiting(String workspace, Collection<String> webhookIds) {
      return Map.of();
    }

    @Override
    public WaitingDeliveries waiting(@Nullable String workspace) {
      throw new UnsupportedOperationException();
    }
  }
}
