package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Event;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.StoreException;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a dispatcher says to a host's health check. */
class PauseReasonTest {
  private volatile @Nullable String failing;
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hanging;
  private TestEndpoint endpoint;
  private Webhooks webhooks;

  @BeforeEach
  void start() throws Exception {
    endpoint = TestEndpoint.start();
    FaultyStore store =
        FaultyStore.of(
            InMemoryStore.create(),
            (method, arguments) -> {
              if (method.equals(failing)) {
                throw new StoreException("the database is away", null, true);
              }
              if (hanging && method.equals("complete")) {
                awaitRelease();
              }
            });
    webhooks =
        Webhooks.builder(store, SecretCipher.unprotected())
            .urlPolicy(UrlPolicy.allowingLocal())
            .pollInterval(Duration.ofMillis(50))
            .drainTimeout(Duration.ofSeconds(1))
            .build();
    webhooks
        .registry()
        .register("acme", WebhookSettings.builder().name("CRM").url(endpoint.url()).build());
  }

  @AfterEach
  void close() throws Exception {
    release.countDown();
    webhooks.close();
    endpoint.close();
  }

  @Test
  void oneThatWorksOrDoesNotRunHasNone() {
    assertThat(webhooks.dispatcher().pauseReason()).isEmpty();

    webhooks.dispatcher().start();
    await().until(() -> webhooks.dispatcher().lastClaimedAt().isPresent());
    assertThat(webhooks.dispatcher().pauseReason()).isEmpty();
  }

  @Test
  void aStoreThatGivesNothingOutIsNamedUntilItDoes() {
    failing = "claim";
    webhooks.dispatcher().start();

    await().until(() -> webhooks.dispatcher().pauseReason().isPresent());
    assertThat(webhooks.dispatcher().pauseReason())
        .hasValue("nothing can be claimed from the store: the database is away");

    failing = null;
    await().until(() -> webhooks.dispatcher().pauseReason().isEmpty());
  }

  @Test
  void aStoreThatTakesNoOutcomesIsNamedUntilItDoes() {
    failing = "complete";
    webhooks.dispatcher().start();
    publish();

    await().until(() -> webhooks.dispatcher().pauseReason().isPresent());
    assertThat(webhooks.dispatcher().pauseReason())
        .hasValue("outcomes can't be stored: the database is away");

    failing = null;
    await().until(() -> webhooks.dispatcher().pauseReason().isEmpty());
  }

  @Test
  void aStoreThatHangsIsNamedToo() {
    hanging = true;
    webhooks.dispatcher().start();
    publish();

    await().until(() -> webhooks.dispatcher().pauseReason().isPresent());
    assertThat(webhooks.dispatcher().pauseReason())
        .hasValue("outcomes can't be stored: it does not answer");
  }

  private void publish() {
    Objects.requireNonNull(
        webhooks
            .publisher()
            .publish(Event.builder("message.sent").workspace("acme").data("Yes!").build()));
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
