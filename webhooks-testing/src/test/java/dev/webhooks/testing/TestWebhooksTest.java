package dev.webhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.StandardVerifier;
import dev.webhooks.testing.memory.InMemoryTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestWebhooksTest {
  private static final String WORKSPACE = "acme";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final TestWebhooks webhooks = TestWebhooks.create();

  @Test
  void anActiveWebhookGetsWhatItWants() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE, "message.sent");
    Webhook other = webhooks.activeWebhook(WORKSPACE, "message.received");
    assertThat(crm.status()).isEqualTo(WebhookStatus.ACTIVE);

    publish("message.sent");
    assertThat(webhooks).sentNothing();
    webhooks.sendDue();

    assertThat(webhooks).delivered("message.sent").once().to(crm).onAttempt(1).at(START);
    assertThat(webhooks).sentNothingTo(other);
  }

  @Test
  void theDispatcherNeedNotBeStartedAndMayBe() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.webhooks().dispatcher().start();

    publish("message.sent");
    assertThat(webhooks).sentNothing();
    webhooks.sendDue();

    assertThat(webhooks).delivered("message.sent").once().to(crm);
  }

  @Test
  void afterClosingNothingIsSent() {
    webhooks.activeWebhook(WORKSPACE);
    publish("message.sent");

    webhooks.webhooks().dispatcher().start();
    webhooks.close();
    webhooks.advance(Duration.ofDays(1));

    assertThat(webhooks).sentNothing();
  }

  /** Guarantee I. */
  @Test
  void answersComeInTheirOrderAndTheLastOneStays() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.answer(crm).with(500, 503, 200);

    publish("message.sent");
    webhooks.advance(Duration.ofMinutes(1));
    publish("message.sent");
    webhooks.sendDue();

    List<RecordedRequest> requests = webhooks.requests(crm);
    assertThat(requests).extracting(RecordedRequest::attempt).containsExactly(1, 2, 3, 1);
    assertThat(requests)
        .extracting(RecordedRequest::time)
        .startsWith(START, START.plusSeconds(1), START.plusSeconds(6));
    assertThat(requests.subList(0, 3))
        .extracting(RecordedRequest::deliveryId)
        .containsOnly(requests.get(0).deliveryId());
    assertThat(requests.subList(0, 3))
        .extracting(RecordedRequest::text)
        .containsOnly(requests.get(0).text());
    assertThat(webhooks).delivered("message.sent").times(2).onAttempt(3).once();
  }

  @Test
  void whatFailsOnTheWayIsInTheLog() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks
        .answer(crm)
        .with(
            Answer.timeout(),
            Answer.connectionRefused(),
            Answer.connectionReset(),
            Answer.unknownHost(),
            Answer.status(429).withBody("slowly").withRetryAfter(Duration.ofMinutes(1)),
            Answer.status(204));

    publish("message.sent");
    webhooks.advance(Duration.ofHours(1));

    List<Attempt> attempts = webhooks.delivery(webhooks.requests().get(0)).attempts();
    assertThat(attempts)
        .extracting(Attempt::error)
        .containsExactly(
            "No answer in time.",
            "The connection was refused.",
            "The connection was reset before the answer was complete.",
            "The host name could not be resolved.",
            "the endpoint answered 429",
            null);
    assertThat(attempts.get(0).duration()).isEqualTo(Duration.ofSeconds(10));
    assertThat(attempts.get(4).responseBody()).isEqualTo("slowly");
  }

  /** Guarantees L and W: five days of retries, and each of them is there. */
  @Test
  void fiveDaysOfRetriesTakeNoTime() {
    TestWebhooks patient =
        TestWebhooks.builder()
            .settings(
                settings -> settings.retryPolicy(RetryPolicy.fixed(Duration.ofMinutes(5), 1_440)))
            .build();
    Webhook crm = patient.activeWebhook(WORKSPACE);
    patient.answer(crm).with(503);
    publish(patient, "message.sent");

    patient.advance(Duration.ofDays(5));

    List<RecordedRequest> requests = patient.requests();
    assertThat(requests)
        .extracting(RecordedRequest::attempt)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 1_440).boxed().toList());
    assertThat(requests)
        .extracting(RecordedRequest::time)
        .containsExactlyElementsOf(
            IntStream.range(0, 1_440)
                .mapToObj(i -> START.plus(Duration.ofMinutes(5L * i)))
                .toList());
    assertThat(patient.delivery(requests.get(0)).delivery().attempts()).isEqualTo(1_440);
    assertThat(patient).gaveUp("message.sent").once().to(crm).onAttempt(1_440);
    assertThat(patient.clock().instant()).isEqualTo(START.plus(Duration.ofDays(5)));
  }

  @Test
  void aStandardScheduleEndsAfterSixAttempts() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.answer(crm).with(500);

    publish("message.sent");
    webhooks.advance(Duration.ofDays(5));

    assertThat(webhooks)
        .gaveUp("message.sent")
        .to(crm)
        .onAttempt(6)
        .at(START.plusSeconds(1 + 5 + 30 + 300 + 1800));
    assertThat(webhooks).attempted("message.sent").times(6);
  }

  @Test
  void oneSeedIsOneTrace() {
    List<String> trace = trace(7);
    assertThat(trace).hasSizeGreaterThan(100).isEqualTo(trace(7)).isNotEqualTo(trace(8));
  }

  /** Many webhooks of several workspaces, whose endpoints do this and that for two days. */
  private static List<String> trace(long seed) {
    Random chance = new Random(seed);
    TestWebhooks webhooks =
        TestWebhooks.builder()
            .seed(seed)
            .settings(
                settings ->
                    settings
                        .brand("Acme")
                        .maxInFlight(16)
                        .retryPolicy(
                            RetryPolicy.exponential(
                                    Duration.ofSeconds(1), 3, Duration.ofHours(6), 12)
                                .withJitter(0.5, chance)))
            .build();
    List<Answer> answers =
        new ArrayList<>(
            List.of(
                Answer.status(200),
                Answer.status(500),
                Answer.timeout(),
                Answer.connectionReset(),
                Answer.unknownHost()));
    for (int i = 0; i < 12; i++) {
      Webhook webhook = webhooks.activeWebhook("workspace-" + i % 4);
      Collections.shuffle(answers, chance);
      webhooks.answer(webhook).with(answers.toArray(new Answer[0]));
    }
    for (int i = 0; i < 10; i++) {
      webhooks
          .webhooks()
          .publisher()
          .publish(Event.builder("message.sent").workspace("workspace-" + i % 4).data(i).build());
      webhooks.advance(Duration.ofMinutes(chance.nextInt(100)));
    }
    webhooks.advance(Duration.ofDays(2));
    return webhooks.requests().stream()
        .map(request -> request + " " + request.headers() + " " + request.text())
        .toList();
  }

  @Test
  void receiversVerifyWhatIsRecorded() {
    Webhook hex = webhooks.activeWebhook(WORKSPACE);
    Webhook standard =
        webhooks.activeWebhook(
            WORKSPACE,
            WebhookSettings.builder()
                .name("standard")
                .url("https://standard.example.com/")
                .signatures(SignatureScheme.STANDARD)
                .build());

    publish("message.sent");
    webhooks.sendDue();

    RecordedRequest request = webhooks.requests(hex).get(0);
    SignatureVerifier verifier = SignatureVerifier.ofApiKeys(webhooks.apiKey(hex).reveal());
    assertThat(verifier.verify(request.body(), request.header("x-webhook-signature")).isValid())
        .isTrue();
    assertThat(webhooks).delivered("message.sent").to(hex).signedWith(webhooks.apiKey(hex));
    RecordedRequest standardised = webhooks.requests(standard).get(0);
    StandardVerifier standardVerifier =
        StandardVerifier.of(webhooks.apiKey(standard).reveal()).withClock(webhooks.clock());
    assertThat(standardVerifier.verify(standardised.body(), standardised::header).isValid())
        .isTrue();
  }

  @Test
  void whatWasPublishedIsSeenWhetherOrNotSomebodyWantedIt() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE, "message.sent");

    publish("message.sent");
    webhooks
        .webhooks()
        .publisher()
        .publish(
            Event.builder("message.received")
                .workspace(WORKSPACE)
                .account("acct_7")
                .idempotencyKey("message-7")
                .data(Map.of("text", "\"data\":"))
                .build());

    assertThat(webhooks.published())
        .extracting(RecordedEvent::type)
        .containsExactly("message.sent", "message.received");
    assertThat(webhooks.published().get(0).webhookIds()).containsExactly(crm.id());
    assertThat(webhooks)
        .published("message.received")
        .once()
        .in(WORKSPACE)
        .ofAccount("acct_7")
        .withIdempotencyKey("message-7")
        .withData("{\"text\":\"\\\"data\\\":\"}");
  }

  @Test
  void aDuplicateIsPublishedOnce() {
    Event event =
        Event.builder("message.sent").workspace(WORKSPACE).idempotencyKey("7").data(1).build();

    webhooks.webhooks().publisher().publish(event);
    webhooks.webhooks().publisher().publish(event);

    assertThat(webhooks).published("message.sent").once();
  }

  /** Guarantee L. */
  @Test
  void whatIsPublishedInATransactionIsThereOnCommit() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    try (InMemoryTransaction transaction = webhooks.store().begin()) {
      webhooks.webhooks().publisher().within(transaction.outbox()).publish(event("message.sent"));
      webhooks.sendDue();
      assertThat(webhooks).publishedNothing().sentNothing();
      transaction.commit();
    }

    webhooks.sendDue();

    assertThat(webhooks).published("message.sent").once();
    assertThat(webhooks).delivered("message.sent").to(crm).once();
  }

  @Test
  void whatIsRolledBackWasNeverThere() {
    webhooks.activeWebhook(WORKSPACE);
    try (InMemoryTransaction transaction = webhooks.store().begin()) {
      webhooks.webhooks().publisher().within(transaction.outbox()).publish(event("message.sent"));
      transaction.rollback();
    }

    webhooks.advance(Duration.ofDays(1));

    assertThat(webhooks).publishedNothing().sentNothing();
  }

  @Test
  void codeThatRegistersGetsAWebhookThatProvedItself() {
    RegisteredWebhook registered =
        webhooks
            .webhooks()
            .registry()
            .register(
                WORKSPACE,
                WebhookSettings.builder().name("CRM").url("https://crm.example.com/").build());

    assertThat(registered.webhook().status()).isEqualTo(WebhookStatus.ACTIVE);
    publish("message.sent");
    webhooks.sendDue();
    assertThat(webhooks)
        .delivered("message.sent")
        .to(registered.webhook())
        .signedWith(registered.apiKey());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> webhooks.apiKey(registered.webhook()))
        .withMessageContaining("registered elsewhere");
  }

  @Test
  void aHandshakeCanBeRefused() {
    webhooks.refuseHandshakes(Answer.status(404));
    RegisteredWebhook registered =
        webhooks
            .webhooks()
            .registry()
            .register(
                WORKSPACE,
                WebhookSettings.builder().name("CRM").url("https://crm.example.com/").build());
    assertThat(registered.webhook().status()).isEqualTo(WebhookStatus.UNVERIFIED);
    assertThatIllegalStateException()
        .isThrownBy(() -> webhooks.activeWebhook(WORKSPACE))
        .withMessageContaining("answered 404");

    webhooks.acceptHandshakes();

    assertThat(
            webhooks
                .webhooks()
                .registry()
                .verify(WORKSPACE, registered.webhook().id())
                .webhook()
                .status())
        .isEqualTo(WebhookStatus.ACTIVE);
  }

  @Test
  void theHostsOwnSettingsHold() {
    TestWebhooks branded =
        TestWebhooks.builder()
            .startingAt(Instant.parse("2026-05-13T19:24:02.310Z"))
            .settings(settings -> settings.brand("DMtoLead").quota(WebhookQuota.unlimited()))
            .build();
    Webhook crm = branded.activeWebhook(WORKSPACE);

    publish(branded, "message.sent");
    branded.sendDue();

    assertThat(branded)
        .delivered("message.sent")
        .to(crm)
        .withHeader("X-DMtoLead-Event", "message.sent")
        .withHeader("x-dmtolead-attempt", "1")
        .withBody(
            "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":\"Yes!\"}");
  }

  /** Guarantee L: what is published while a webhook is disabled is held for it. */
  @Test
  void whatIsHeldLeavesWhenItsWebhookIsEnabled() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.webhooks().registry().disable(WORKSPACE, crm.id());
    publish("message.sent");
    webhooks.advance(Duration.ofDays(2));
    assertThat(webhooks).sentNothing();

    webhooks.webhooks().registry().enable(WORKSPACE, crm.id());
    webhooks.sendDue();

    assertThat(webhooks).delivered("message.sent").to(crm).at(START.plus(Duration.ofDays(2)));
  }

  /**
   * Guarantee L: what all endpoints fail alike with is this node's own, and no attempt at first.
   */
  @Test
  void aNameLookUpThatFailsForAllIsNoAttemptAtFirst() {
    for (String workspace : List.of("a", "b", "c", "d")) {
      Webhook webhook = webhooks.activeWebhook(workspace);
      webhooks
          .answer(webhook)
          .with(
              Answer.unknownHost(), Answer.unknownHost(), Answer.unknownHost(), Answer.status(200));
      webhooks
          .webhooks()
          .publisher()
          .publish(Event.builder("message.sent").workspace(workspace).data("Yes!").build());
    }

    webhooks.advance(Duration.ofMinutes(10));

    assertThat(webhooks).delivered("message.sent").times(4);
    assertThat(webhooks.requests())
        .filteredOn(request -> request.answer().acknowledges())
        .anySatisfy(
            request ->
                assertThat(webhooks.delivery(request).attempts())
                    .as("attempts of a delivery that was sent four times")
                    .hasSizeLessThan(4));
  }

  @Test
  void timeGoesOneWay() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> webhooks.advance(Duration.ofSeconds(-1)))
        .withMessageContaining("can't go back");
  }

  @Test
  void aDeliveryCanBeSentAgain() {
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    publish("message.sent");
    webhooks.sendDue();
    RecordedRequest first = webhooks.requests().get(0);

    webhooks.webhooks().deliveryLog().redeliver(WORKSPACE, first.deliveryId());
    webhooks.sendDue();

    assertThat(webhooks).delivered("message.sent").to(crm).times(2).onAttempt(2);
    assertThat(webhooks.delivery(first).delivery().state()).isEqualTo(DeliveryState.DELIVERED);
  }

  private void publish(String type) {
    publish(webhooks, type);
  }

  private static void publish(TestWebhooks webhooks, String type) {
    webhooks.webhooks().publisher().publish(event(type));
  }

  private static Event event(String type) {
    return Event.builder(type).workspace(WORKSPACE).data("Yes!").build();
  }
}
