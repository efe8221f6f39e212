package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Event;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much is claimed at a time while much waits. */
class ClaimSizesTest {
  private static final int IN_FLIGHT = 32;

  /** Half of what may wait, which is four for each place. */
  private static final int CLAIM_LIMIT = 2 * IN_FLIGHT;

  private static final int WORKSPACES = 24;
  private static final int EVENTS = 400;

  private final InMemoryStore store = InMemoryStore.builder().build();
  private final List<Claim> claims = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  private record Claim(int limit, long at) {}

  /** What a claim costs hardly depends on what it takes; it is made in the end (guarantee N). */
  @Test
  void aClaimThatCouldTakeLittleWaitsAMomentForMoreRoom() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Webhooks webhooks =
            Webhooks.builder(FaultyStore.of(store, this::noteClaim), SecretCipher.unprotected())
                .urlPolicy(UrlPolicy.allowingLocal())
                .maxInFlight(IN_FLIGHT)
                .drainTimeout(Duration.ofSeconds(1))
                .build()) {
      endpoint.onEvent(request -> TestEndpoint.after(release));
      for (int i = 0; i < WORKSPACES; i++) {
        Rig.register(webhooks, endpoint.url(), settings -> {}, "workspace " + i);
      }
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        String workspace = "workspace " + i % WORKSPACES;
        events.add(Event.builder("message.sent").workspace(workspace).data(i).build());
      }
      webhooks.publisher().publishAll(events);

      webhooks.dispatcher().start();
      await().until(() -> claims.stream().anyMatch(claim -> claim.limit() <= CLAIM_LIMIT / 2));

      int first = 0;
      while (claims.get(first).limit() > CLAIM_LIMIT / 2) {
        first++;
      }
      long waited = claims.get(first).at() - claims.get(first - 1).at();
      assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofMillis(25));
      release.countDown();
    }
  }

  private void noteClaim(String method, Object @Nullable [] arguments) {
    if (method.equals("claim") && arguments != null) {
      claims.add(new Claim(((ClaimRequest) arguments[0]).limit(), System.nanoTime()));
    }
  }
}
