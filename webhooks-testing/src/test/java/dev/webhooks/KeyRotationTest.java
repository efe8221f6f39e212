package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.RotatedKey;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.StandardVerifier;
import dev.webhooks.spi.SecretCipher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key signs what, and when. */
class KeyRotationTest {
  private static final Duration DAY = Duration.ofHours(24);

  private TestEndpoint endpoint;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    rig = new Rig(AesGcmCipher.of("k1", MasterKeys.random()), settings -> {});
    rig.webhooks.dispatcher().start();
  }

  @AfterEach
  void stop() {
    rig.close();
    endpoint.close();
  }

  @Test
  void theFormerKeySignsTheHexHeaderUntilTheOverlapEnds() {
    RegisteredWebhook webhook = rig.register(endpoint);
    ApiKey next = rotate(webhook, KeyRotation.overlapping(DAY));

    assertThat(hexSigner(webhook, webhook.apiKey(), next)).isEqualTo(webhook.apiKey());
    rig.clock.advance(DAY.minusMillis(1));
    assertThat(hexSigner(webhook, webhook.apiKey(), next)).isEqualTo(webhook.apiKey());
    rig.clock.advance(Duration.ofMillis(1));
    assertThat(hexSigner(webhook, webhook.apiKey(), next)).isEqualTo(next);
  }

  @Test
  void theNewKeySignsTheHexHeaderAtOnceIfAskedTo() {
    RegisteredWebhook webhook = rig.register(endpoint);
    ApiKey next = rotate(webhook, KeyRotation.overlapping(DAY).cuttingOver());

    assertThat(hexSigner(webhook, webhook.apiKey(), next)).isEqualTo(next);
  }

  @Test
  void aRotationWithinAnOverlapGoesOnWithTheKeyThatTheReceiverHadFirst() {
    RegisteredWebhook webhook = rig.register(endpoint);
    ApiKey second = rotate(webhook, KeyRotation.overlapping(DAY));
    rig.clock.advance(DAY.dividedBy(2));
    ApiKey third = rotate(webhook, KeyRotation.overlapping(DAY));

    assertThat(hexSigner(webhook, webhook.apiKey(), second, third)).isEqualTo(webhook.apiKey());
    rig.clock.advance(DAY.dividedBy(2));
    assertThat(hexSigner(webhook, webhook.apiKey(), second, third)).isEqualTo(second);
    rig.clock.advance(DAY);
    assertThat(hexSigner(webhook, webhook.apiKey(), second, third)).isEqualTo(third);
  }

  /** A key that has leaked must not sign because an overlap was promised to it. */
  @Test
  void anImmediateRotationEndsEveryOverlap() {
    RegisteredWebhook webhook = rig.register(endpoint, w -> w.signatures(SignatureScheme.STANDARD));
    ApiKey second = rotate(webhook, KeyRotation.overlapping(DAY));
    ApiKey third = rotate(webhook, KeyRotation.immediate());

    TestEndpoint.Received request = nextRequest(webhook);

    assertThat(hexSigner(request, webhook.apiKey(), second, third)).isEqualTo(third);
    assertThat(standardSigners(request, webhook.apiKey(), second, third)).containsExactly(third);
  }

  @Test
  void standardWebhooksCarryASignatureOfEachKeyDuringAnOverlap() {
    RegisteredWebhook webhook = rig.register(endpoint, w -> w.signatures(SignatureScheme.STANDARD));
    ApiKey next = rotate(webhook, KeyRotation.overlapping(DAY).cuttingOver());

    assertThat(standardSigners(nextRequest(webhook), webhook.apiKey(), next))
        .containsExactly(webhook.apiKey(), next);
    rig.clock.advance(DAY);
    assertThat(standardSigners(nextRequest(webhook), webhook.apiKey(), next)).containsExactly(next);
  }

  @Test
  void theHandshakeAndARetryAreSignedLikeTheRest() {
    RegisteredWebhook webhook = rig.register(endpoint, w -> w.signatures(SignatureScheme.STANDARD));
    endpoint.onEvent(request -> TestEndpoint.status(500));
    String delivery = rig.publish(webhook.webhook());
    rig.awaitAttempts(delivery, 1);
    ApiKey next = rotate(webhook, KeyRotation.immediate());
    rig.passTime(Duration.ofSeconds(1));
    rig.awaitAttempts(delivery, 2);

    List<TestEndpoint.Received> requests = endpoint.requests();

    assertThat(standardSigners(requests.get(0), webhook.apiKey())).hasSize(1);
    assertThat(standardSigners(requests.get(1), webhook.apiKey(), next))
        .containsExactly(webhook.apiKey());
    assertThat(standardSigners(requests.get(2), webhook.apiKey(), next)).containsExactly(next);
    assertThat(requests.get(1).header("webhook-id"))
        .isEqualTo(requests.get(2).header("webhook-id"))
        .isEqualTo(delivery);
    assertThat(Long.parseLong(requests.get(2).header("webhook-timestamp")))
        .isEqualTo(Long.parseLong(requests.get(1).header("webhook-timestamp")) + 1);
  }

  @Test
  void ed25519IsVerifiedWithThePublicKeyThatTheWebhookShows() {
    RegisteredWebhook webhook =
        rig.register(endpoint, w -> w.signatures(SignatureScheme.STANDARD_ED25519));
    TestEndpoint.Received request = nextRequest(webhook);

    assertThat(webhook.webhook().publicKey()).startsWith("whpk_");
    assertThat(accepts(webhook.webhook().publicKey(), request)).isTrue();
    assertThat(standardSigners(request, webhook.apiKey())).hasSize(1);

    Webhook rotated =
        rig.webhooks
            .registry()
            .rotateKey(WORKSPACE, webhook.webhook().id(), KeyRotation.overlapping(DAY))
            .webhook();
    TestEndpoint.Received overlapping = nextRequest(webhook);

    assertThat(rotated.publicKey()).isNotEqualTo(webhook.webhook().publicKey());
    assertThat(accepts(rotated.publicKey(), overlapping)).isTrue();
    assertThat(accepts(webhook.webhook().publicKey(), overlapping)).isTrue();
  }

  @Test
  void aWebhookTakesUpStandardWebhooksWithItsNextKey() {
    RegisteredWebhook webhook = rig.register(endpoint);
    assertThat(nextRequest(webhook).headers().get("webhook-signature")).isNull();

    RotatedKey rotated =
        rig.webhooks
            .registry()
            .rotateKey(
                WORKSPACE,
                webhook.webhook().id(),
                KeyRotation.overlapping(DAY).withSignatures(SignatureScheme.STANDARD));
    TestEndpoint.Received request = nextRequest(webhook);

    assertThat(rotated.webhook().settings().signatures()).isEqualTo(SignatureScheme.STANDARD);
    assertThat(standardSigners(request, rotated.apiKey())).containsExactly(rotated.apiKey());
    assertThat(hexSigner(request, webhook.apiKey(), rotated.apiKey())).isEqualTo(webhook.apiKey());
  }

  @Test
  void aWebhookThatGivesUpStandardWebhooksKeepsNoSecretForThem() {
    RegisteredWebhook webhook =
        rig.register(endpoint, w -> w.signatures(SignatureScheme.STANDARD_ED25519));

    Webhook rotated =
        rig.webhooks
            .registry()
            .rotateKey(
                WORKSPACE,
                webhook.webhook().id(),
                KeyRotation.overlapping(DAY).withSignatures(SignatureScheme.HEX))
            .webhook();

    assertThat(rotated.publicKey()).isNull();
    assertThat(nextRequest(webhook).headers().get("webhook-signature")).isNull();
  }

  /** Guarantee B: what is kept of a webhook does not grow with its rotations. */
  @Test
  void noMoreThanFourFormerKeysSign() {
    RegisteredWebhook webhook = rig.register(endpoint, w -> w.signatures(SignatureScheme.STANDARD));
    List<ApiKey> keys = new ArrayList<>(List.of(webhook.apiKey()));
    for (int i = 0; i < 6; i++) {
      keys.add(rotate(webhook, KeyRotation.overlapping(DAY)));
    }

    assertThat(standardSigners(nextRequest(webhook), keys.toArray(ApiKey[]::new)))
        .containsExactlyElementsOf(keys.subList(2, 7));
  }

  /** Guarantee P. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEX")
  void aSchemeThatKeepsTheSecretWantsACipherThatProtectsIt(SignatureScheme scheme) {
    try (Webhooks bare = rig.webhooks(SecretCipher.unprotected(), settings -> {})) {
      RegisteredWebhook webhook = rig.register(endpoint);

      assertThatThrownBy(
              () ->
                  bare.registry()
                      .rotateKey(
                          WORKSPACE,
                          webhook.webhook().id(),
                          KeyRotation.immediate().withSignatures(scheme)))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("signatures"));
      assertThat(rig.webhooks.registry().find(WORKSPACE, webhook.webhook().id()))
          .contains(webhook.webhook());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 30L * 24 * 3600 + 1})
  void anOverlapThatIsNoneOrTooLongIsRefused(long seconds) {
    assertThatThrownBy(() -> KeyRotation.overlapping(Duration.ofSeconds(seconds)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("overlap"));
  }

  private ApiKey rotate(RegisteredWebhook webhook, KeyRotation rotation) {
    return rig.webhooks.registry().rotateKey(WORKSPACE, webhook.webhook().id(), rotation).apiKey();
  }

  private TestEndpoint.Received nextRequest(RegisteredWebhook webhook) {
    rig.awaitState(rig.publish(webhook.webhook()), DeliveryState.DELIVERED);
    List<TestEndpoint.Received> events = endpoint.events();
    return events.get(events.size() - 1);
  }

  private ApiKey hexSigner(RegisteredWebhook webhook, ApiKey... keys) {
    return hexSigner(nextRequest(webhook), keys);
  }

  private static ApiKey hexSigner(TestEndpoint.Received request, ApiKey... keys) {
    String signature = request.header("X-DMtoLead-Signature");
    List<ApiKey> signers = new ArrayList<>();
    for (ApiKey key : keys) {
      if (SignatureVerifier.of(key.signingKey()).verify(request.body(), signature).isValid()) {
        signers.add(key);
      }
    }
    assertThat(signers).hasSize(1);
    return signers.get(0);
  }

  private List<ApiKey> standardSigners(TestEndpoint.Received request, ApiKey... keys) {
    List<ApiKey> signers = new ArrayList<>();
    for (ApiKey key : keys) {
      if (accepts(key.reveal(), request)) {
        signers.add(key);
      }
    }
    return signers;
  }

  private boolean accepts(String key, TestEndpoint.Received request) {
    return StandardVerifier.of(key)
        .withClock(rig.clock)
        .verify(request.body(), request.headers()::get)
        .isValid();
  }
}
