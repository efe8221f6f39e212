package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Event;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Guarantee N: what a tenant costs the others whose webhooks hang while very much waits. */
class HangingTenantTest {
  private static final int PLACES = 32;
  private static final int WEBHOOKS = 100;
  private static final int EVENTS = 10;

  /** Until what waits here has been waiting for long, and longer. */
  private static final Duration LONG_ENOUGH = Duration.ofMillis(1_500);

  private final InMemoryStore store = InMemoryStore.builder().build();
  private final AtomicInteger claims = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  /**
   * What has no place stays where it is: claimed and given back again and again, it would take the
   * store's time from the others, and their room.
   */
  @Test
  void whatOthersPublishIsHandedOverAndHardlyAnythingIsClaimed() throws Exception {
    try (TestEndpoint hanging = TestEndpoint.start();
        TestEndpoint healthy = TestEndpoint.start();
        Webhooks webhooks =
            Webhooks.builder(FaultyStore.of(store, this::countClaims), SecretCipher.unprotected())
                .urlPolicy(UrlPolicy.allowingLocal())
                .maxInFlight(PLACES)
                .drainTimeout(Duration.ofSeconds(1))
                .build()) {
      hanging.onEvent(request -> TestEndpoint.after(release));
      for (int i = 0; i < WEBHOOKS; i++) {
        Rig.register(webhooks, hanging.url(), settings -> {}, "hanging");
      }
      Rig.register(webhooks, healthy.url(), settings -> {}, "healthy");
      for (int i = 0; i < EVENTS; i++) {
        publish(webhooks, "hanging", i);
      }
      webhooks.dispatcher().start();
      await().until(() -> hanging.events().size() == PLACES - PLACES / 4);

      int before = claims.get();
      long end = System.nanoTime() + LONG_ENOUGH.toNanos();
      int published = 0;
      while (System.nanoTime() < end || published < 100) {
        publish(webhooks, "healthy", ++published);
        int all = published;
        await().pollInterval(Duration.ofMillis(1)).until(() -> healthy.events().size() == all);
      }

      assertThat(claims.get() - before).isLessThan(published / 4);
      assertThat(hanging.events()).hasSize(PLACES - PLACES / 4);
      release.countDown();
    }
  }

  private static void publish(Webhooks webhooks, String workspace, int number) {
    webhooks
        .publisher()
        .publish(Event.builder("message.sent").workspace(workspace).data(number).build());
  }

  private void countClaims(String method, Object @Nullable [] arguments) {
    if (method.equals("claim")) {
      claims.incrementAndGet();
    }
  }
}
