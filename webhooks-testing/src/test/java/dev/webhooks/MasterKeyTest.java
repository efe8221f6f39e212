package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.internal.secrets.SecretsFormat;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.ResealedSecrets;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Master keys that are missing, wrong or replaced, and stored secrets that were touched. */
class MasterKeyTest {
  private final byte[] oldKey = MasterKeys.random();
  private final byte[] newKey = MasterKeys.random();
  private final SecretCipher former = AesGcmCipher.of("2025", oldKey);
  private final SecretCipher both = AesGcmCipher.of("2026", newKey).withFormerKey("2025", oldKey);
  private final SecretCipher latest = AesGcmCipher.of("2026", newKey);

  private TestEndpoint endpoint;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    rig = new Rig(former, settings -> {});
  }

  @AfterEach
  void stop() {
    rig.close();
    endpoint.close();
  }

  /** Guarantee L: nothing is sent, nothing given up, and all goes on when the key is back. */
  @Test
  void withoutItsMasterKeyADeliveryWaitsForIt() {
    Webhook webhook = rig.register(endpoint).webhook();
    String delivery = rig.publish(webhook);

    for (SecretCipher wrong :
        List.of(latest, AesGcmCipher.of("2025", newKey), SecretCipher.unprotected())) {
      try (LogCapture log = new LogCapture();
          Webhooks node = rig.webhooks(wrong, settings -> {})) {
        node.dispatcher().start();
        await().until(() -> rig.delivery(delivery).lastError() != null);
        Delivery waiting = rig.delivery(delivery);
        assertThat(waiting.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(waiting.attempts()).isZero();
        assertThat(waiting.lastError()).contains("master key");
        await() // it is stored first, and then said
            .untilAsserted(
                () ->
                    assertThat(log.events())
                        .filteredOn(event -> event.getFormattedMessage().contains(webhook.id()))
                        .hasSize(1));
        assertThatThrownBy(() -> node.registry().verify(WORKSPACE, webhook.id()))
            .isInstanceOf(SecretCipherException.class);
      }
      rig.clock.advance(Duration.ofMinutes(1));
    }
    assertThat(endpoint.events()).isEmpty();

    rig.webhooks.dispatcher().start();
    rig.awaitState(delivery, DeliveryState.DELIVERED);
  }

  /** Guarantee L: who has stored without a key so far, and now has one, loses nothing. */
  @Test
  void whatWasStoredWithoutAMasterKeyWaitsForANodeThatHasNone() {
    try (Rig open = new Rig(SecretCipher.unprotected(), settings -> {})) {
      String delivery = open.publish(open.register(endpoint).webhook());
      try (Webhooks node = open.webhooks(latest, settings -> {})) {
        node.dispatcher().start();
        await().until(() -> open.delivery(delivery).lastError() != null);
        assertThat(open.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(open.delivery(delivery).lastError()).contains("master key");
      }
      open.clock.advance(Duration.ofMinutes(1));

      open.webhooks.dispatcher().start();
      open.awaitState(delivery, DeliveryState.DELIVERED);
    }
  }

  @Test
  void whatWasStoredWithoutAMasterKeyIsSealedWithOne() {
    try (Rig open = new Rig(SecretCipher.unprotected(), settings -> {})) {
      Webhook webhook = open.register(endpoint).webhook();
      String delivery = open.publish(webhook);
      try (Webhooks node =
          open.webhooks(AesGcmCipher.of("2026", newKey).withUnsealed(), settings -> {})) {
        ResealedSecrets resealing = node.registry().resealSecrets();
        assertThat(resealing.resealed()).isEqualTo(1);
        assertThat(resealing.unreadable()).isZero();
      }
      try (Webhooks node = open.webhooks(latest, settings -> {})) {
        node.dispatcher().start();
        open.awaitState(delivery, DeliveryState.DELIVERED);
      }
    }
  }

  /**
   * Guarantees L and N: a node without the key leaves the deliveries to one that has it, and does
   * not turn them over and over.
   */
  @Test
  void aNodeWithoutTheKeyLeavesDeliveriesToOthers() {
    Webhook webhook = rig.register(endpoint).webhook();
    for (int i = 0; i < 300; i++) {
      rig.publishToAll();
    }
    AtomicInteger completions = new AtomicInteger();
    FaultyStore.Line counting =
        (method, arguments) -> {
          if (method.equals("complete") && arguments != null) {
            completions.addAndGet(((Collection<?>) arguments[0]).size());
          }
        };
    try (Webhooks blind =
        Webhooks.builder(FaultyStore.of(rig.store, counting), latest)
            .clock(rig.clock)
            .urlPolicy(UrlPolicy.allowingLocal())
            .pollInterval(Duration.ofMillis(20))
            .build()) {
      blind.dispatcher().start();
      await().until(() -> completions.get() > 0);

      rig.webhooks.dispatcher().start();

      await()
          .untilAsserted(
              () -> assertThat(deliveries(webhook, DeliveryState.DELIVERED)).hasSize(200));
      await().untilAsserted(() -> assertThat(deliveries(webhook, DeliveryState.PENDING)).isEmpty());
    }
    assertThat(endpoint.events()).hasSize(300);
    assertThat(completions).hasValueLessThanOrEqualTo(256);
  }

  /** Guarantee N: the neighbours of a webhook whose cipher hangs don't wait for it. */
  @Test
  void aCipherThatHangsForOneWebhookHoldsUpNoOther() throws Exception {
    Webhook stuck = rig.register(endpoint).webhook();
    Webhook healthy = rig.register(endpoint).webhook();
    CountDownLatch answers = new CountDownLatch(1);
    SecretCipher remote = new HangingCipher(former, stuck.id(), answers);
    try (Webhooks node = rig.webhooks(remote, settings -> {})) {
      for (int i = 0; i < 40; i++) {
        rig.publishToAll();
      }
      node.dispatcher().start();

      await()
          .untilAsserted(
              () -> assertThat(deliveries(healthy, DeliveryState.DELIVERED)).hasSize(40));
      assertThat(deliveries(stuck, DeliveryState.DELIVERED)).isEmpty();
      answers.countDown();
      await()
          .untilAsserted(() -> assertThat(deliveries(stuck, DeliveryState.DELIVERED)).hasSize(40));
    } finally {
      answers.countDown();
    }
  }

  private record HangingCipher(SecretCipher cipher, String webhookId, CountDownLatch answers)
      implements SecretCipher {
    @Override
    public byte[] seal(byte[] secret, String id) {
      return cipher.seal(secret, id);
    }

    @Override
    public byte[] open(byte[] sealed, String id) {
      if (id.equals(webhookId)) {
        try {
          answers.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return cipher.open(sealed, id);
    }
  }

  /** Guarantee N: a secret that was touched stops its own webhook alone. */
  @Test
  void touchedSecretsParkTheirDeliveriesAndNoOthers() {
    List<Webhook> touched = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      touched.add(rig.register(endpoint).webhook());
    }
    store(touched.get(0), flipped(sealed(touched.get(0))));
    store(touched.get(1), cut(sealed(touched.get(1))));
    byte[] swapped = sealed(touched.get(2));
    store(touched.get(2), sealed(touched.get(3)));
    store(touched.get(3), swapped);
    Webhook healthy = rig.register(endpoint).webhook();

    String delivered = rig.publish(healthy);
    rig.webhooks.dispatcher().start();

    rig.awaitState(delivered, DeliveryState.DELIVERED);
    for (Webhook webhook : touched) {
      String parked = deliveryOf(webhook);
      rig.awaitState(parked, DeliveryState.FAILED);
      assertThat(rig.delivery(parked).lastError()).contains("signing secret can't be read");
      assertThat(rig.detail(parked).attempts()).isEmpty();
    }
    assertThat(endpoint.events()).hasSize(1);
  }

  @Test
  void afterResealingTheNewMasterKeyIsEnough() {
    List<RegisteredWebhook> webhooks = new ArrayList<>();
    for (int i = 0; i < 210; i++) {
      webhooks.add(rig.register(endpoint, w -> w.headers(Map.of("X-Tenant", "42"))));
    }
    try (Webhooks node = rig.webhooks(both, settings -> {})) {
      RegisteredWebhook newer = Rig.register(node, endpoint.url(), w -> {});

      assertThat(node.registry().resealSecrets())
          .isEqualTo(ResealedSecrets.of(210, 1, 0, List.of()));
      assertThat(node.registry().resealSecrets())
          .isEqualTo(ResealedSecrets.of(0, 211, 0, List.of()));
      webhooks.add(newer);
    }

    try (Webhooks node = rig.webhooks(latest, settings -> {})) {
      for (RegisteredWebhook webhook :
          List.of(webhooks.get(0), webhooks.get(209), webhooks.get(210))) {
        assertThat(node.registry().verify(WORKSPACE, webhook.webhook().id()).verification())
            .isEqualTo(webhook.verification());
      }
    }
    assertThat(endpoint.requests().get(211).header("X-Tenant")).isEqualTo("42");
  }

  @Test
  void whatCannotBeReadIsLeftAndNamed() {
    Webhook lost = rig.register(endpoint).webhook();
    Webhook kept = rig.register(endpoint).webhook();
    byte[] damaged = flipped(sealed(lost));
    store(lost, damaged);

    try (Webhooks node = rig.webhooks(both, settings -> {})) {
      assertThat(node.registry().resealSecrets())
          .isEqualTo(ResealedSecrets.of(1, 0, 1, List.of(lost.id())));
    }

    assertThat(sealed(lost)).isEqualTo(damaged);
    assertThat(latest.open(sealed(kept), kept.id())).isNotEmpty();
  }

  @Test
  void damageUnderThePresentKeyIsFoundAndAnyOtherTroubleEndsNothing() {
    Webhook damaged = rig.register(endpoint).webhook();
    Webhook troubled = rig.register(endpoint).webhook();
    rig.register(endpoint);
    store(damaged, flipped(sealed(damaged)));
    SecretCipher picky =
        new SecretCipher() {
          @Override
          public byte[] seal(byte[] secret, String webhookId) {
            return both.seal(secret, webhookId);
          }

          @Override
          public byte[] open(byte[] sealed, String webhookId) {
            if (webhookId.equals(troubled.id())) {
              throw new IllegalStateException("the key service at 10.1.2.3 does not answer");
            }
            return both.open(sealed, webhookId);
          }

          @Override
          public boolean isCurrent(byte[] sealed) {
            return true;
          }
        };

    try (LogCapture log = new LogCapture();
        Webhooks node = rig.webhooks(picky, settings -> {})) {
      assertThat(node.registry().resealSecrets())
          .isEqualTo(ResealedSecrets.of(0, 1, 2, List.of(damaged.id(), troubled.id())));
      assertThat(log.events())
          .noneSatisfy(e -> assertThat(e.getFormattedMessage()).contains("10.1.2.3"));
    }
  }

  /** Nothing is half done: the URL stays if its proof can't even be asked for. */
  @Test
  void aUrlIsNotChangedByANodeThatCannotSignTheHandshake() {
    Webhook webhook = rig.register(endpoint).webhook();
    Consumer<WebhookSettings.Builder> move = s -> s.url(endpoint.url() + "/2");

    try (Webhooks node = rig.webhooks(latest, settings -> {})) {
      assertThatThrownBy(() -> node.registry().update(WORKSPACE, webhook.id(), move))
          .isInstanceOf(SecretCipherException.class);
    }

    assertThat(rig.webhooks.registry().find(WORKSPACE, webhook.id())).contains(webhook);
  }

  /** A key that was rotated while its webhook was being sealed anew must not come back. */
  @Test
  void aChangeInBetweenIsNotUndone() {
    Webhook webhook = rig.register(endpoint).webhook();
    AtomicBoolean changed = new AtomicBoolean();
    AtomicReference<ApiKey> rotated = new AtomicReference<>();
    FaultyStore.Line changesOnce =
        (method, arguments) -> {
          if (method.equals("replace") && changed.compareAndSet(false, true)) {
            rotated.set(rig.webhooks.registry().rotateKey(WORKSPACE, webhook.id()).apiKey());
          }
        };

    try (Webhooks node = Webhooks.builder(FaultyStore.of(rig.store, changesOnce), both).build()) {
      assertThat(node.registry().resealSecrets().resealed()).isEqualTo(1);
    }

    assertThat(both.isCurrent(sealed(webhook))).isTrue();
    assertThat(SecretsFormat.read(both.open(sealed(webhook), webhook.id())).key().digest())
        .isEqualTo(rotated.get().signingKey().digest());
  }

  /** A node with a wrong key must not seal what no other node can open. */
  @Test
  void aNodeThatCannotReadASecretDoesNotReplaceIt() {
    Webhook webhook = rig.register(endpoint).webhook();

    try (Webhooks node = rig.webhooks(latest, settings -> {})) {
      for (KeyRotation rotation :
          List.of(KeyRotation.immediate(), KeyRotation.overlapping(Duration.ofHours(1)))) {
        assertThatThrownBy(() -> node.registry().rotateKey(WORKSPACE, webhook.id(), rotation))
            .isInstanceOf(SecretCipherException.class);
      }
    }

    assertThat(rig.webhooks.registry().find(WORKSPACE, webhook.id())).contains(webhook);
  }

  /** The way out when a master key is lost for good. */
  @Test
  void aWebhookWhoseSecretIsLostIsGivenANewOneIfAskedTo() {
    Webhook webhook = rig.register(endpoint, w -> w.headers(Map.of("X-Tenant", "42"))).webhook();

    try (Webhooks node = rig.webhooks(latest, settings -> {})) {
      Webhook rotated =
          node.registry().rotateKey(WORKSPACE, webhook.id(), KeyRotation.afterLoss()).webhook();

      assertThat(rotated.settings().headerNames()).isEmpty();
      assertThat(node.registry().verify(WORKSPACE, webhook.id()).verification().verified())
          .isTrue();
    }
  }

  /** Guarantee B: what callers are told shows to the operator too, in one line a minute. */
  @Test
  void callsThatLackTheMasterKeyAreALineOfTheLog() {
    Webhook webhook = rig.register(endpoint).webhook();

    try (LogCapture log = new LogCapture();
        Webhooks node = rig.webhooks(latest, settings -> {})) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> node.registry().verify(WORKSPACE, webhook.id()))
            .isInstanceOf(SecretCipherException.class);
      }

      assertThat(log.events())
          .extracting(ILoggingEvent::getFormattedMessage)
          .filteredOn(line -> line.contains("so a call failed"))
          .singleElement(STRING)
          .contains("master key", "2025");
    }
  }

  private byte[] sealed(Webhook webhook) {
    return rig.store.findWebhook(WORKSPACE, webhook.id()).orElseThrow().sealedSecrets();
  }

  private void store(Webhook webhook, byte[] sealedSecrets) {
    Webhook present = rig.webhooks.registry().find(WORKSPACE, webhook.id()).orElseThrow();
    assertThat(rig.store.replace(new StoredWebhook(present, sealedSecrets))).isTrue();
  }

  private List<Delivery> deliveries(Webhook webhook, DeliveryState state) {
    return rig.webhooks
        .deliveryLog()
        .query(
            DeliveryQuery.builder(WORKSPACE)
                .webhookId(webhook.id())
                .state(state)
                .limit(200)
                .build())
        .deliveries();
  }

  private String deliveryOf(Webhook webhook) {
    return rig.webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).webhookId(webhook.id()).build())
        .deliveries()
        .get(0)
        .id();
  }

  private static byte[] flipped(byte[] sealed) {
    byte[] flipped = sealed.clone();
    flipped[flipped.length - 1] ^= 1;
    return flipped;
  }

  /** Within the nonce. */
  private static byte[] cut(byte[] sealed) {
    return Arrays.copyOf(sealed, 2 + 4 + 4 + 6);
  }
}
