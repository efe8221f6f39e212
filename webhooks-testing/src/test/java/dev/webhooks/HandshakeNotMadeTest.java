package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.BusyException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a customer is told when it is this node that can't make a handshake (Guarantee L). */
class HandshakeNotMadeTest {
  private final AtomicBoolean unwell = new AtomicBoolean();
  private TestEndpoint endpoint;
  private String url;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    endpoint.onHandshake( // so that each handshake looks the name up
        asked -> TestEndpoint.echo(asked).newBuilder().setHeader("connection", "close").build());
    url = "http://hook.test:" + URI.create(endpoint.url()).getPort() + "/hooks";
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  /** The same error that a look-up ends with when no thread can be had for it. */
  private List<InetAddress> resolve(String host) throws UnknownHostException {
    if (unwell.get()) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    return List.of(InetAddress.getByName("127.0.0.1"));
  }

  @Test
  void verifyingAndEnablingSayToTryAgainAndChangeNothing() {
    try (Rig rig = new Rig(settings -> settings.resolver(this::resolve))) {
      Webhook webhook = rig.register(url).webhook();
      unwell.set(true);
      assertThatThrownBy(() -> rig.webhooks.registry().verify(WORKSPACE, webhook.id()))
          .isInstanceOf(BusyException.class)
          .hasMessageContaining("try again");
      assertThat(rig.webhooks.registry().find(WORKSPACE, webhook.id())).contains(webhook);

      unwell.set(false);
      assertThat(rig.webhooks.registry().verify(WORKSPACE, webhook.id()).webhook().status())
          .isEqualTo(WebhookStatus.ACTIVE);
    }
  }

  /** Its key is not lost, and its URL is not blamed. */
  @Test
  void aRegistrationIsSavedAndSaysToVerifyAgain() {
    try (Rig rig = new Rig(settings -> settings.resolver(this::resolve))) {
      unwell.set(true);
      RegisteredWebhook registered =
          rig.webhooks
              .registry()
              .register(WORKSPACE, WebhookSettings.builder().name("CRM").url(url).build());
      assertThat(registered.verification().detail()).contains("verify the webhook again");
      assertThat(registered.webhook().status()).isEqualTo(WebhookStatus.UNVERIFIED);

      unwell.set(false);
      String id = registered.webhook().id();
      assertThat(rig.webhooks.registry().verify(WORKSPACE, id).verification().verified()).isTrue();
    }
  }
}
