package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.webhooks.internal.http.RawServer;
import dev.webhooks.internal.registry.HandshakeGate;
import dev.webhooks.model.BusyException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guarantees B and N: endpoints that hang during their handshake take a few threads only. */
class BusyHandshakesTest {
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final Rig rig = new Rig(settings -> settings.timeout(Duration.ofSeconds(60)));
  private RawServer hanging;
  private TestEndpoint healthy;

  @BeforeEach
  void start() throws IOException {
    hanging = RawServer.start(RawServer.Exchange::hang);
    healthy = TestEndpoint.start();
  }

  @AfterEach
  void stop() throws IOException {
    hanging.close();
    healthy.close();
    rig.close();
    callers.shutdownNow();
  }

  @Test
  void oneRegistrationTooManySavesNothing() {
    hang("a");

    assertThatThrownBy(() -> register("a", hanging.url())).isInstanceOf(BusyException.class);
    assertThat(rig.webhooks.registry().list(WebhookQuery.of("a")).webhooks())
        .hasSize(HandshakeGate.PLACES_OF_WORKSPACE);
    assertThat(hanging.posts()).isEqualTo(HandshakeGate.PLACES_OF_WORKSPACE);
  }

  @Test
  void anotherWorkspaceIsNotKeptWaiting() {
    hang("a");

    assertThat(Rig.register(rig.webhooks, healthy.url(), request -> {}, "b").webhook()).isNotNull();
  }

  @Test
  void verifyingOrChangingTheUrlIsRefusedAndChangesNothing() {
    Webhook webhook = Rig.register(rig.webhooks, healthy.url(), request -> {}, "a").webhook();
    hang("a");

    assertThatThrownBy(() -> rig.webhooks.registry().verify("a", webhook.id()))
        .isInstanceOf(BusyException.class);
    Consumer<WebhookSettings.Builder> moved = s -> s.url(hanging.url());
    assertThatThrownBy(() -> rig.webhooks.registry().update("a", webhook.id(), moved))
        .isInstanceOf(BusyException.class);
    assertThat(rig.webhooks.registry().find("a", webhook.id())).contains(webhook);
  }

  @Test
  void aChangeThatProvesNothingNeedsNoPlace() {
    Webhook webhook = Rig.register(rig.webhooks, healthy.url(), request -> {}, "a").webhook();
    hang("a");

    Consumer<WebhookSettings.Builder> renamed = s -> s.name("ERP").url(webhook.url());
    assertThat(rig.webhooks.registry().update("a", webhook.id(), renamed).name()).isEqualTo("ERP");
  }

  /** As many handshakes as the workspace has places for. */
  private void hang(String workspace) {
    for (int i = 0; i < HandshakeGate.PLACES_OF_WORKSPACE; i++) {
      callers.submit(() -> register(workspace, hanging.url()));
    }
    await().until(() -> hanging.posts() == HandshakeGate.PLACES_OF_WORKSPACE);
  }

  private void register(String workspace, String url) {
    rig.webhooks
        .registry()
        .register(workspace, WebhookSettings.builder().name("CRM").url(url).build());
  }
}
