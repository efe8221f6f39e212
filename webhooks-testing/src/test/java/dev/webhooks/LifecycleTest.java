package dev.webhooks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Guarantee B: what was opened is closed. */
class LifecycleTest {

  @Test
  void closingEndsEveryThread() throws Exception {
    Set<Thread> before = liveThreads();

    useAndClose();

    await()
        .untilAsserted(
            () -> {
              Set<Thread> left = liveThreads();
              left.removeAll(before);
              assertThat(left).filteredOn(thread -> !isOfTheWholeProcess(thread)).isEmpty();
            });
  }

  @Test
  void anInstanceThatIsNeverStartedStartsNoThread() {
    Set<String> before = ours();
    try (Rig rig = new Rig()) {
      assertThat(rig.webhooks.registry().list(WebhookQuery.of(Rig.WORKSPACE)).webhooks()).isEmpty();
      assertThat(ours()).isEqualTo(before);
    }
  }

  private static void useAndClose() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig()) {
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(endpoint).webhook();
      for (int i = 0; i < 20; i++) {
        rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
      }
      assertThat(ours()).isNotEmpty();
    }
  }

  /** MockWebServer's, which end a minute after their last use; the third watches for this test. */
  private static boolean isOfTheWholeProcess(Thread thread) {
    return Set.of("OkHttp TaskRunner", "Okio Watchdog", "awaitility-thread")
        .contains(thread.getName());
  }

  private static Set<String> ours() {
    return liveThreads().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("webhooks-"))
        .collect(toSet());
  }

  private static Set<Thread> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).collect(toSet());
  }
}
