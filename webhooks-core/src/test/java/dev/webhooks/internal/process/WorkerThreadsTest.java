package dev.webhooks.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What workers run on. */
class WorkerThreadsTest {

  @Test
  void whereTheJdkHasThemTheyAreVirtual() throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();

    new WorkerThreads("webhooks-worker").execute(() -> ran.complete(Thread.currentThread()));

    assertThat(ran.get().getName()).isEqualTo("webhooks-worker-1");
    assertThat(ran.get().isDaemon()).isTrue();
    assertThat(ran.get().toString().startsWith("VirtualThread"))
        .isEqualTo(Runtime.version().feature() >= 21);
  }
}
