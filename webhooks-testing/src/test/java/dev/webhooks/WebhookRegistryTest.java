package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.BusyException;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.QuotaExceededException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.RotatedKey;
import dev.webhooks.model.Verification.Refusal;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.StoreException;
import dev.webhooks.testing.SettableClock;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookRegistryTest {
  private static final String WORKSPACE = "acme";

  private final SettableClock clock = SettableClock.at(Instant.parse("2026-05-13T19:24:02.310Z"));
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private TestEndpoint endpoint;
  private Webhooks webhooks;
  private WebhookRegistry registry;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    use(builder -> {});
  }

  @AfterEach
  void stop() {
    webhooks.close();
    endpoint.close();
  }

  private void use(Consumer<Webhooks.Builder> settings) {
    if (webhooks != null) {
      webhooks.close();
    }
    Webhooks.Builder builder =
        Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected())
            .brand("DMtoLead")
            .clock(clock)
            .urlPolicy(UrlPolicy.allowingLocal())
            .eventTypes(EventCatalog.of("message.sent", "message.received"))
            .listener(
                new WebhookListener() {
                  @Override
                  public void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {
                    changes.add(before + ">" + webhook.status());
                  }
                });
    settings.accept(builder);
    webhooks = builder.build();
    registry = webhooks.registry();
  }

  @Test
  void aUrlThatProvesItselfIsActive() {
    RegisteredWebhook registered =
        registry.register(WORKSPACE, request().accounts(List.of("a1", "a1")).build());

    Webhook webhook = registered.webhook();
    assertThat(registered.verification().verified()).isTrue();
    assertThat(webhook.status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(webhook.statusReason()).isNull();
    assertThat(webhook.settings().accounts()).containsExactly("a1");
    assertThat(webhook.createdAt()).isEqualTo(clock.instant());
    assertThat(webhook.verifiedAt()).isEqualTo(clock.instant());
    assertThat(registered.apiKey().reveal())
        .startsWith("whsec_")
        .endsWith(webhook.keyHint())
        .hasSize(70);
    assertThat(registry.find(WORKSPACE, webhook.id())).contains(webhook);
    assertThat(registry.list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(webhook);
    assertThat(changes).containsExactly("null>UNVERIFIED", "UNVERIFIED>ACTIVE");
  }

  @Test
  void theHandshakeIsTheOneOfTheWireContract() {
    RegisteredWebhook registered = registry.register(WORKSPACE, request().build());

    TestEndpoint.Received handshake = endpoint.requests().get(0);
    assertThat(handshake.method()).isEqualTo("POST");
    assertThat(handshake.header("content-type")).isEqualTo("application/json");
    assertThat(handshake.text())
        .matches(
            "\\{\"event\":\"webhook\\.verify\",\"verifyToken\":\"[0-9a-f]{64}\","
                + "\"timestamp\":\"2026-05-13T19:24:02\\.310Z\"}");
    SignatureVerifier verifier =
        SignatureVerifier.of(SigningKey.ofApiKey(registered.apiKey().reveal()));
    assertThat(
            verifier.verify(handshake.body(), handshake.header("X-DMtoLead-Signature")).isValid())
        .isTrue();
  }

  @Test
  void everyHandshakeHasATokenOfItsOwn() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    registry.verify(WORKSPACE, webhook.id());

    assertThat(endpoint.requests().stream().map(TestEndpoint::token).distinct()).hasSize(2);
  }

  /** Every refusal has its own reason; the webhook is saved, not active, and says why. */
  @ParameterizedTest
  @MethodSource("answersThatProveNothing")
  void anAnswerThatProvesNothingLeavesTheWebhookUnverified(
      Refusal refusal, Consumer<TestEndpoint> behave) {
    behave.accept(endpoint);

    RegisteredWebhook registered = registry.register(WORKSPACE, request().build());

    assertThat(registered.verification().refusal()).isEqualTo(refusal);
    assertThat(registered.verification().detail()).isNotBlank();
    assertThat(registered.webhook().status()).isEqualTo(WebhookStatus.UNVERIFIED);
    assertThat(registered.webhook().statusReason()).contains(registered.verification().detail());
    assertThat(registered.webhook().isSubscriber()).isFalse();
    assertThat(registry.find(WORKSPACE, registered.webhook().id())).contains(registered.webhook());
    assertThat(endpoint.requests()).hasSizeLessThanOrEqualTo(1);
  }

  static Stream<Arguments> answersThatProveNothing() {
    return Stream.of(
        refusal(Refusal.STATUS, e -> e.onHandshake(r -> TestEndpoint.status(404))),
        refusal(Refusal.STATUS, e -> e.onHandshake(r -> withStatus(201, r))),
        refusal(
            Refusal.STATUS,
            e ->
                e.onHandshake(
                    r ->
                        TestEndpoint.status(307)
                            .newBuilder()
                            .setHeader("Location", e.url())
                            .build())),
        refusal(
            Refusal.STATUS,
            e ->
                e.onHandshake(
                    r ->
                        TestEndpoint.status(503)
                            .newBuilder()
                            .setHeader("Retry-After", "0")
                            .build())),
        refusal(
            Refusal.CONTENT_TYPE,
            e ->
                e.onHandshake(
                    r ->
                        TestEndpoint.echo(r)
                            .newBuilder()
                            .setHeader("content-type", "text/html")
                            .build())),
        refusal(
            Refusal.CONTENT_TYPE,
            e ->
                e.onHandshake(
                    r -> TestEndpoint.echo(r).newBuilder().removeHeader("content-type").build())),
        refusal(Refusal.UNREADABLE_BODY, e -> e.onHandshake(r -> TestEndpoint.json("hello"))),
        refusal(Refusal.UNREADABLE_BODY, e -> e.onHandshake(r -> TestEndpoint.json(""))),
        refusal(
            Refusal.UNREADABLE_BODY,
            e -> e.onHandshake(r -> TestEndpoint.json("[\"verifyToken\"]"))),
        refusal(
            Refusal.UNREADABLE_BODY,
            e -> e.onHandshake(r -> TestEndpoint.json("{\"verifyToken\":17}"))),
        refusal(
            Refusal.UNREADABLE_BODY,
            e -> e.onHandshake(r -> TestEndpoint.json(echoText(r) + "{}"))),
        refusal(
            Refusal.OVERSIZED_BODY,
            e -> e.onHandshake(r -> TestEndpoint.json(echoText(r) + " ".repeat(5_000)))),
        refusal(
            Refusal.WRONG_TOKEN,
            e -> e.onHandshake(r -> TestEndpoint.json("{\"verifyToken\":\"guess\"}"))),
        refusal(
            Refusal.WRONG_TOKEN,
            e -> e.onHandshake(r -> TestEndpoint.json(echoText(r).replace("\"}", "x\"}")))),
        refusal(Refusal.CONNECTION, e -> e.onHandshake(r -> TestEndpoint.hangUp())),
        refusal(Refusal.CONNECTION, TestEndpoint::close));
  }

  private static Arguments refusal(Refusal refusal, Consumer<TestEndpoint> behave) {
    return Arguments.of(refusal, behave);
  }

  private static String echoText(TestEndpoint.Received request) {
    return "{\"verifyToken\":\"" + TestEndpoint.token(request) + "\"}";
  }

  private static MockResponse withStatus(int status, TestEndpoint.Received request) {
    return TestEndpoint.echo(request).newBuilder().code(status).build();
  }

  @Test
  void contentTypeParametersAndCaseDoNotMatter() {
    endpoint.onHandshake(
        r ->
            TestEndpoint.echo(r)
                .newBuilder()
                .setHeader("content-type", "Application/JSON; charset=utf-8")
                .build());

    assertThat(registry.register(WORKSPACE, request().build()).verification().verified()).isTrue();
  }

  @Test
  void anEndpointThatDoesNotAnswerInTimeIsNotVerified() {
    use(builder -> builder.timeout(Duration.ofMillis(300)));
    endpoint.onHandshake(
        r -> TestEndpoint.echo(r).newBuilder().headersDelay(5, TimeUnit.SECONDS).build());

    assertThat(registry.register(WORKSPACE, request().build()).verification().refusal())
        .isEqualTo(Refusal.TIMEOUT);
  }

  @Test
  void anAnswerThatTricklesInPastTheTimeoutIsNotVerified() {
    use(builder -> builder.timeout(Duration.ofMillis(500)));
    endpoint.onHandshake(
        r -> TestEndpoint.echo(r).newBuilder().throttleBody(1, 200, TimeUnit.MILLISECONDS).build());

    assertThat(registry.register(WORKSPACE, request().build()).verification().refusal())
        .isEqualTo(Refusal.TIMEOUT);
  }

  @Test
  void aSelfSignedCertificateIsNotTrusted() throws IOException {
    try (TestEndpoint tls =
        TestEndpoint.startTls(TestCertificates.selfSigned().sslSocketFactory())) {
      RegisteredWebhook registered = registry.register(WORKSPACE, request().url(tls.url()).build());

      assertThat(registered.verification().refusal()).isEqualTo(Refusal.TLS);
      assertThat(tls.requests()).isEmpty();
    }
  }

  @Test
  void aCertificateOfATrustedAuthorityIsAccepted() throws IOException {
    TestCertificates certificates = TestCertificates.ofAuthority("127.0.0.1");
    use(builder -> builder.trust(certificates.trust()));
    try (TestEndpoint tls = TestEndpoint.startTls(certificates.sslSocketFactory())) {
      assertThat(
              registry
                  .register(WORKSPACE, request().url(tls.url()).build())
                  .verification()
                  .verified())
          .isTrue();
    }
  }

  /** Guarantee S. */
  @Test
  void anAddressThatThePolicyRefusesIsNeverConnectedTo() {
    UrlPolicy textOnly =
        new UrlPolicy() {
          @Override
          public void check(String url) {}

          @Override
          public boolean allows(InetAddress address) {
            return !address.isLoopbackAddress();
          }
        };
    use(builder -> builder.urlPolicy(textOnly));

    RegisteredWebhook registered = registry.register(WORKSPACE, request().build());

    assertThat(registered.verification().refusal()).isEqualTo(Refusal.REFUSED_ADDRESS);
    assertThat(registered.webhook().statusReason()).doesNotContain("127.0.0.1");
    assertThat(endpoint.requests()).isEmpty();
  }

  /** An echo server has not said that it wants these events. */
  @Test
  void anEndpointThatSendsBackWhateverItGetsIsNotVerified() {
    endpoint.onHandshake(request -> TestEndpoint.json(request.text()));

    assertThat(registry.register(WORKSPACE, request().build()).verification().refusal())
        .isEqualTo(Refusal.UNREADABLE_BODY);
  }

  @Test
  void aHandshakeThatCouldNotBeMadeChangesNothing() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> registry.verify(WORKSPACE, webhook.id()))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("try again in a few seconds");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(registry.find(WORKSPACE, webhook.id())).contains(webhook);
  }

  /** Guarantee S: a policy that became stricter holds for what was registered before. */
  @Test
  void aUrlThatThePolicyRefusesByNowIsNotVerified() {
    InMemoryStore store = InMemoryStore.create();
    Webhook webhook;
    try (Webhooks trial =
        Webhooks.builder(store, SecretCipher.unprotected())
            .urlPolicy(UrlPolicy.allowingLocal())
            .build()) {
      webhook = trial.registry().register(WORKSPACE, request().build()).webhook();
    }
    try (Webhooks production = Webhooks.builder(store, SecretCipher.unprotected()).build()) {
      assertThat(production.registry().verify(WORKSPACE, webhook.id()).verification().refusal())
          .isEqualTo(Refusal.REFUSED_ADDRESS);
    }
    assertThat(endpoint.requests()).hasSize(1);
  }

  @Test
  void aStoreThatFailsAfterTheHandshakeDoesNotCostTheKey() {
    FaultyStore readOnly =
        FaultyStore.of(
            InMemoryStore.create(),
            (method, arguments) -> {
              if (method.equals("replace")) {
                throw new StoreException("the disk is full", null, true);
              }
            });
    try (Webhooks full =
        Webhooks.builder(readOnly, SecretCipher.unprotected())
            .urlPolicy(UrlPolicy.allowingLocal())
            .build()) {
      RegisteredWebhook registered = full.registry().register(WORKSPACE, request().build());

      assertThat(registered.apiKey().reveal()).startsWith("whsec_");
      assertThat(registered.webhook().status()).isEqualTo(WebhookStatus.UNVERIFIED);
    }
  }

  @Test
  void aReasonThatCouldForgeALogLineIsRefused() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();

    for (String reason : List.of("", "x\n2026 ERROR forged", "r".repeat(201))) {
      assertThatThrownBy(() -> registry.disable(WORKSPACE, webhook.id(), reason))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void verifyingAgainTurnsAnUnverifiedWebhookActive() {
    endpoint.onHandshake(r -> TestEndpoint.status(500));
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    endpoint.onHandshake(TestEndpoint::echo);

    assertThat(registry.verify(WORKSPACE, webhook.id()).webhook().status())
        .isEqualTo(WebhookStatus.ACTIVE);
  }

  @Test
  void verifyingAgainInVainTakesTheActiveStatusAway() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    endpoint.onHandshake(r -> TestEndpoint.status(500));

    Webhook now = registry.verify(WORKSPACE, webhook.id()).webhook();

    assertThat(now.status()).isEqualTo(WebhookStatus.UNVERIFIED);
    assertThat(now.isSubscriber()).isTrue();
  }

  /** A URL that proved itself once and does no more gets nothing. */
  @Test
  void enablingHasAnUnprovenUrlProveItselfAgain() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    endpoint.onHandshake(r -> TestEndpoint.status(500));
    registry.verify(WORKSPACE, webhook.id());
    registry.disable(WORKSPACE, webhook.id());

    Webhook refused = registry.enable(WORKSPACE, webhook.id());

    assertThat(refused.status()).isEqualTo(WebhookStatus.DISABLED);
    assertThat(refused.statusReason())
        .isEqualTo("verification failed: the endpoint answered 500, not 200");

    endpoint.onHandshake(TestEndpoint::echo);
    assertThat(registry.enable(WORKSPACE, webhook.id()).status()).isEqualTo(WebhookStatus.ACTIVE);
  }

  @Test
  void aDisabledWebhookStaysDisabledWhenItIsVerified() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    registry.disable(WORKSPACE, webhook.id());

    assertThat(registry.verify(WORKSPACE, webhook.id()).webhook().status())
        .isEqualTo(WebhookStatus.DISABLED);
    assertThat(registry.enable(WORKSPACE, webhook.id()).status()).isEqualTo(WebhookStatus.ACTIVE);
  }

  @Test
  void disablingAndEnablingTwiceChangesNothing() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    changes.clear();

    Webhook disabled = registry.disable(WORKSPACE, webhook.id(), "too many failures");
    assertThat(disabled.statusReason()).isEqualTo("too many failures");
    assertThat(registry.disable(WORKSPACE, webhook.id())).isEqualTo(disabled);
    Webhook enabled = registry.enable(WORKSPACE, webhook.id());
    assertThat(registry.enable(WORKSPACE, webhook.id())).isEqualTo(enabled);

    assertThat(changes).containsExactly("ACTIVE>DISABLED", "DISABLED>ACTIVE");
  }

  @Test
  void aNewUrlMustProveItself() throws IOException {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    try (TestEndpoint elsewhere = TestEndpoint.start()) {
      Consumer<WebhookSettings.Builder> move = s -> s.url(elsewhere.url());
      elsewhere.onHandshake(r -> TestEndpoint.status(500));

      Webhook unproven = registry.update(WORKSPACE, webhook.id(), move);
      assertThat(unproven.status()).isEqualTo(WebhookStatus.UNVERIFIED);
      assertThat(unproven.isSubscriber()).isTrue();

      elsewhere.onHandshake(TestEndpoint::echo);
      assertThat(registry.verify(WORKSPACE, webhook.id()).webhook().status())
          .isEqualTo(WebhookStatus.ACTIVE);
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  /** A change that comes in between makes a new URL of what was the present one. */
  @Test
  void aUrlThatTakesAnothersPlaceMustProveItself() throws IOException {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();
    try (TestEndpoint elsewhere = TestEndpoint.start()) {
      elsewhere.onHandshake(TestEndpoint::echo);
      AtomicBoolean first = new AtomicBoolean(true);

      Webhook changed =
          registry.update(
              WORKSPACE,
              webhook.id(),
              settings -> {
                if (first.getAndSet(false)) {
                  registry.update(WORKSPACE, webhook.id(), s -> s.url(elsewhere.url()));
                }
                settings.url(endpoint.url()).name("back");
              });

      assertThat(changed.url()).isEqualTo(endpoint.url());
      assertThat(changed.status()).isEqualTo(WebhookStatus.ACTIVE);
      assertThat(endpoint.requests()).hasSize(2);
    }
  }

  @Test
  void otherChangesNeedNoHandshake() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();

    Webhook changed =
        registry.update(
            WORKSPACE,
            webhook.id(),
            s -> s.name("New").accounts(List.of("a")).eventTypes(List.of("message.sent")));

    assertThat(changed.name()).isEqualTo("New");
    assertThat(changed.settings().accounts()).containsExactly("a");
    assertThat(changed.settings().eventTypes()).containsExactly("message.sent");
    assertThat(changed.status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(endpoint.requests()).hasSize(1);
  }

  @Test
  void aRotatedKeySignsFromTheNextRequestOn() {
    RegisteredWebhook registered = registry.register(WORKSPACE, request().build());

    RotatedKey rotated = registry.rotateKey(WORKSPACE, registered.webhook().id());
    registry.verify(WORKSPACE, registered.webhook().id());

    TestEndpoint.Received last = endpoint.requests().get(1);
    String signature = last.header("X-DMtoLead-Signature");
    assertThat(rotated.apiKey()).isNotEqualTo(registered.apiKey());
    assertThat(rotated.webhook().keyHint()).isEqualTo(rotated.apiKey().hint());
    assertThat(
            SignatureVerifier.of(rotated.apiKey().signingKey())
                .verify(last.body(), signature)
                .isValid())
        .isTrue();
    assertThat(
            SignatureVerifier.of(registered.apiKey().signingKey())
                .verify(last.body(), signature)
                .isValid())
        .isFalse();
  }

  @Test
  void aDeletedWebhookIsGone() {
    Webhook webhook = registry.register(WORKSPACE, request().build()).webhook();

    registry.delete(WORKSPACE, webhook.id());

    assertThat(registry.find(WORKSPACE, webhook.id())).isEmpty();
    assertThatThrownBy(() -> registry.delete(WORKSPACE, webhook.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void anotherWorkspacesWebhookIsAbsent() {
    String id = registry.register(WORKSPACE, request().build()).webhook().id();

    assertThat(registry.find("other", id)).isEmpty();
    assertThat(registry.list(WebhookQuery.of("other")).webhooks()).isEmpty();
    Stream.<Runnable>of(
            () -> registry.verify("other", id),
            () -> registry.enable("other", id),
            () -> registry.disable("other", id),
            () -> registry.rotateKey("other", id),
            () -> registry.update("other", id, s -> s.name("x")),
            () -> registry.delete("other", id))
        .forEach(call -> assertThatThrownBy(call::run).isInstanceOf(NotFoundException.class));
    assertThat(registry.find(WORKSPACE, id)).isPresent();
  }

  @Test
  void fiftyThreadsRegisterOnAFreeWorkspaceAndExactlyOneSucceeds() throws Exception {
    use(builder -> builder.quota(WebhookQuota.of(1)));
    int threads = 50;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<RegisteredWebhook>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      calls.add(
          executor.submit(
              () -> {
                start.await();
                return registry.register(WORKSPACE, request().build());
              }));
    }
    int succeeded = 0;
    for (Future<RegisteredWebhook> call : calls) {
      try {
        call.get();
        succeeded++;
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(QuotaExceededException.class);
      }
    }
    executor.shutdownNow();

    assertThat(succeeded).isEqualTo(1);
    assertThat(registry.list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(1);
    assertThat(endpoint.requests()).hasSize(1);
  }

  @Test
  void aDeletedWebhookMakesRoomInTheQuota() {
    use(builder -> builder.quota(WebhookQuota.of(1)));
    registry.delete(WORKSPACE, registry.register(WORKSPACE, request().build()).webhook().id());

    assertThat(registry.register(WORKSPACE, request().build()).verification().verified()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("requestsThatAreRefused")
  void aRefusedRequestNamesItsFieldAndSavesNothing(String field, Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageStartingWith(field + ": ");
  }

  @Test
  void aRefusedUrlOrTypeSavesNothingAndSendsNothing() {
    for (WebhookSettings.Builder refused :
        List.of(
            request().url("not a url"),
            request().url("ftp://example.com/"),
            request().url("http://user:pw@127.0.0.1/"),
            request().eventTypes(List.of("message.snet")),
            request().eventTypes(List.of("webhook.verify")))) {
      assertThatThrownBy(() -> registry.register(WORKSPACE, refused.build()))
          .isInstanceOf(InvalidInputException.class);
    }
    assertThatThrownBy(() -> registry.register(" ", request().build()))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("workspace"));
    assertThat(registry.list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();
    assertThat(endpoint.requests()).isEmpty();
  }

  static Stream<Arguments> requestsThatAreRefused() {
    return Stream.of(
        refused("name", () -> request("http://x/").name(null).build()),
        refused("name", () -> request("http://x/").name("  ").build()),
        refused("name", () -> request("http://x/").name("n".repeat(101)).build()),
        refused("name", () -> request("http://x/").name("a\nb").build()),
        refused("name", () -> request("http://x/").name("\ud800").build()),
        refused("url", () -> request(null).build()),
        refused("accounts", () -> request("http://x/").accounts(null).build()),
        refused(
            "accounts",
            () -> request("http://x/").accounts(Collections.singletonList(null)).build()),
        refused("accounts", () -> request("http://x/").accounts(List.of("")).build()),
        refused(
            "eventTypes", () -> request("http://x/").eventTypes(List.of("e".repeat(101))).build()),
        refused("name", () -> request("http://x/").build().with(s -> s.name(""))),
        refused(
            "eventTypes",
            () -> request("http://x/").build().with(s -> s.eventTypes(List.of(" ")))));
  }

  private static Arguments refused(String field, Runnable request) {
    return Arguments.of(field, request);
  }

  private WebhookSettings.Builder request() {
    return request(endpoint.url());
  }

  private static WebhookSettings.Builder request(String url) {
    return WebhookSettings.builder().name("CRM").url(url);
  }
}
