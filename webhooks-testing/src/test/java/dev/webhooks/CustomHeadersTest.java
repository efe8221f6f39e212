package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.spi.SecretCipher;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that a customer wants on every request. */
class CustomHeadersTest {
  private static final Map<String, String> WISHES =
      Map.of("Authorization", "Bearer s3cr3t-of-the-receiver", "X-Tenant", "42");

  private TestEndpoint endpoint;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    rig = new Rig(AesGcmCipher.of("k1", new byte[32]), settings -> {});
    rig.webhooks.dispatcher().start();
  }

  @AfterEach
  void stop() {
    rig.close();
    endpoint.close();
  }

  @Test
  void theyAreOnTheHandshakeAndOnEveryEvent() {
    RegisteredWebhook registered = rig.register(endpoint, w -> w.headers(WISHES));
    deliver(registered.webhook());

    assertThat(endpoint.requests())
        .hasSize(2)
        .allSatisfy(
            request -> {
              assertThat(request.header("Authorization"))
                  .isEqualTo("Bearer s3cr3t-of-the-receiver");
              assertThat(request.header("X-Tenant")).isEqualTo("42");
            });
  }

  /** Guarantee P: without their names they would follow the webhook to another host. */
  @Test
  void theirNamesAloneAreNobodysToChange() {
    Webhook webhook = rig.register(endpoint, w -> w.headers(WISHES)).webhook();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                rig.webhooks
                    .registry()
                    .update(WORKSPACE, webhook.id(), s -> s.headerNames(List.of())));
    assertThat(rig.webhooks.registry().find(WORKSPACE, webhook.id())).contains(webhook);
  }

  @Test
  void theyAreReplacedAsAWhole() {
    Webhook webhook = rig.register(endpoint, w -> w.headers(WISHES)).webhook();

    Webhook changed =
        rig.webhooks
            .registry()
            .update(WORKSPACE, webhook.id(), s -> s.headers(Map.of("x-other", "1")));
    deliver(webhook);

    assertThat(changed.settings().headerNames()).containsExactly("x-other");
    assertThat(endpoint.events().get(0).headers().get("Authorization")).isNull();
    assertThat(endpoint.events().get(0).header("x-other")).isEqualTo("1");
  }

  @Test
  void theyOutliveARotationAndAnotherChange() {
    Webhook webhook = rig.register(endpoint, w -> w.headers(WISHES)).webhook();

    rig.webhooks.registry().rotateKey(WORKSPACE, webhook.id());
    rig.webhooks.registry().update(WORKSPACE, webhook.id(), s -> s.name("renamed"));
    deliver(webhook);

    assertThat(endpoint.events().get(0).header("X-Tenant")).isEqualTo("42");
  }

  /** Guarantee P. */
  @Test
  void theirValuesAreHandedOutToNobody() {
    Webhook webhook = rig.register(endpoint, w -> w.headers(WISHES)).webhook();

    assertThat(webhook.settings().headerNames())
        .containsExactlyInAnyOrder("Authorization", "X-Tenant");
    assertThat(Stream.of(webhook, rig.store.findWebhook(WORKSPACE, webhook.id())))
        .allSatisfy(shown -> assertThat(shown.toString()).doesNotContain("s3cr3t"));
  }

  /** Guarantee P: nobody reads them by having them sent to himself. */
  @Test
  void aUrlOfAnotherHostDoesNotGetThem() throws IOException {
    Webhook webhook = rig.register(endpoint, w -> w.headers(WISHES)).webhook();
    WebhookRegistry registry = rig.webhooks.registry();

    try (TestEndpoint other = TestEndpoint.start()) {
      Consumer<WebhookSettings.Builder> move = s -> s.url(other.url());
      assertThatThrownBy(() -> registry.update(WORKSPACE, webhook.id(), move))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("headers"));
      assertThat(other.requests()).isEmpty();
      assertThat(registry.find(WORKSPACE, webhook.id())).contains(webhook);

      Consumer<WebhookSettings.Builder> moveWithout = s -> s.url(other.url()).headers(Map.of());
      assertThat(registry.update(WORKSPACE, webhook.id(), moveWithout).url())
          .isEqualTo(other.url());
      assertThat(other.requests().get(0).headers().get("Authorization")).isNull();
    }

    Webhook elsewhere = rig.register(endpoint, w -> w.headers(WISHES)).webhook();
    Consumer<WebhookSettings.Builder> sameHost = s -> s.url(endpoint.url() + "/more");
    assertThat(registry.update(WORKSPACE, elsewhere.id(), sameHost).settings().headerNames())
        .hasSize(2);
  }

  /** Guarantee P. */
  @Test
  void aCipherThatProtectsNothingKeepsNone() {
    Webhook webhook = rig.register(endpoint).webhook();

    try (Webhooks bare = rig.webhooks(SecretCipher.unprotected(), settings -> {})) {
      Consumer<WebhookSettings.Builder> change = s -> s.headers(WISHES);
      assertThatThrownBy(() -> bare.registry().update(WORKSPACE, webhook.id(), change))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("headers"));
      assertThatThrownBy(() -> Rig.register(bare, endpoint.url(), w -> w.headers(WISHES)))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void oneThatAnotherBrandReservesByNowIsLeftOut() {
    Webhook webhook =
        rig.register(endpoint, w -> w.headers(Map.of("X-Acme-Event", "1", "X-Tenant", "42")))
            .webhook();
    rig.close();

    try (Webhooks renamed =
        rig.webhooks(AesGcmCipher.of("k1", new byte[32]), settings -> settings.brand("Acme"))) {
      renamed.dispatcher().start();
      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
    }

    TestEndpoint.Received last = endpoint.requests().get(1);
    assertThat(last.headers().values("X-Acme-Event")).containsExactly("message.sent");
    assertThat(last.header("X-Tenant")).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "content-length",
        "HOST",
        "Transfer-Encoding",
        "Connection",
        "Upgrade",
        "Expect",
        "Proxy-Authorization",
        "Accept-Encoding",
        "User-Agent",
        "X-DMtoLead-Signature",
        "x-dmtolead-anything",
        "webhook-id",
        "Webhook-Signature",
        "webhook-future",
        "webhook_signature",
        "X_DMtoLead_Event",
        "Transfer_Encoding",
        "Content-MD5",
        "Proxy-Anything",
        "",
        " X-A",
        "X A",
        "X-A:",
        "X-Ä",
        "X-A\r\nX-B",
        "X-A\0"
      })
  void aNameThatIsReservedOrNoneIsRefused(String name) {
    assertRefused(Map.of(name, "value"));
  }

  /** Guarantee S: what a cloud's metadata service asks for, no customer can have sent. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Metadata", // Azure
        "METADATA",
        "X-IDENTITY-HEADER",
        "Secret",
        "Metadata-Flavor", // Google, IBM, Yandex
        "Metadata_Flavor",
        "X-Google-Metadata-Request",
        "X-aws-ec2-metadata-token",
        "X-aws-ec2-metadata-token-ttl-seconds",
        "x_aws_ec2_metadata_token",
        "X-aliyun-ecs-metadata-token",
        "X-aliyun-ecs-metadata-token-ttl-seconds",
        "X-Metadata-Token", // Huawei, OpenStack
        "X-Metadata-Token-Ttl-Seconds",
        "Metadata-Token", // Linode
        "Metadata-Token-Expiry-Seconds",
        "X-Vault-Request",
      })
  void aHeaderThatOpensAMetadataServiceIsRefused(String name) {
    assertRefused(Map.of(name, "value"));
    assertThat(new WireHeaders(null).reserves(name)).isTrue();
  }

  /** Guarantee S. */
  @ParameterizedTest
  @ValueSource(strings = {"Bearer Oracle", "bearer oracle", "BEARER ORACLE"})
  void soIsAValueThatDoes(String value) {
    assertRefused(Map.of("Authorization", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nX-Evil: 1",
        "a\nb",
        "a\rb",
        "a\0b",
        "ä",
        "\u2028",
        " a",
        "a ",
        "\ta",
        "\u007f"
      })
  void aValueThatIsNotVisibleAsciiIsRefusedAndNotRepeated(String value) {
    assertRefused(Map.of("X-A", value));
    assertRefused(Map.of("X-A", value + "hush" + value));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsTooMuchIsRefused(Map<String, String> headers) {
    assertRefused(headers);
  }

  static List<Map<String, String>> whatIsTooMuchIsRefused() {
    Map<String, String> twice = new LinkedHashMap<>(Map.of("X-A", "1"));
    twice.put("x-a", "2");
    return List.of(
        IntStream.range(0, 21).boxed().collect(Collectors.toMap(i -> "X-" + i, i -> "v")),
        Map.of("X-A", "v".repeat(2_046)),
        Map.of("X-" + "n".repeat(99), "v"),
        twice,
        Collections.singletonMap("X-A", null),
        Collections.singletonMap(null, "v"));
  }

  private void assertRefused(Map<String, String> headers) {
    assertThatThrownBy(() -> rig.register(endpoint, w -> w.headers(headers)))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> {
              assertThat(e.field()).isEqualTo("headers");
              assertThat(e.getMessage()).doesNotContain("hush").doesNotContain("\n");
            });
    assertThat(rig.webhooks.registry().list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();
    assertThat(endpoint.requests()).isEmpty();
  }

  private void deliver(Webhook webhook) {
    rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
  }
}
