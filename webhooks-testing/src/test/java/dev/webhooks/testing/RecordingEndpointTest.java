package dev.webhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Verification.Refusal;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.testing.memory.InMemoryStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingEndpointTest {
  private final RecordingEndpoint endpoint = RecordingEndpoint.start();
  private final InMemoryStore store = InMemoryStore.create();
  private final Webhooks webhooks = settings().build();

  private Webhooks.Builder settings() {
    return Webhooks.builder(store, AesGcmCipher.of("test", new byte[32]))
        .brand("Acme")
        .urlPolicy(UrlPolicy.allowingLocal())
        .retryPolicy(RetryPolicy.fixed(Duration.ofMillis(1), 3));
  }

  @AfterEach
  void close() {
    webhooks.close();
    endpoint.close();
  }

  @Test
  void itProvesItselfAndRecordsWhatArrives() {
    RegisteredWebhook crm = register();
    publish("order.placed");

    ReceivedRequest request = endpoint.next();

    assertThat(request.eventType()).isEqualTo("order.placed");
    assertThat(request.deliveryId()).startsWith("dlv_");
    assertThat(request.attempt()).isEqualTo(1);
    assertThat(request.url()).isEqualTo(endpoint.url());
    assertThat(request.header("content-type")).isEqualTo("application/json");
    assertThat(request.text()).contains("\"event\":\"order.placed\"").contains("\"item\":\"cup\"");
    assertThat(request.answer().acknowledges()).isTrue();
    assertThat(endpoint.requests()).containsExactly(request);
    assertThat(endpoint.handshakes())
        .extracting(ReceivedRequest::eventType)
        .containsExactly("webhook.verify");
    assertThat(endpoint)
        .received("order.placed")
        .once()
        .onAttempt(1)
        .withHeader("x-acme-event", "order.placed")
        .signedWith(crm.apiKey());
  }

  @Test
  void itAnswersAsItsScriptSays() {
    register();
    endpoint.answerWith(
        Answer.status(503).withBody("try later"), Answer.connectionReset(), Answer.status(204));
    publish("order.placed");

    assertThat(endpoint.next().answer().toString()).isEqualTo("503");
    assertThat(endpoint.next().attempt()).isEqualTo(2);
    assertThat(endpoint.next().attempt()).isEqualTo(3);
    assertThat(endpoint).received("order.placed").times(3);
  }

  @Test
  void itHangsUntilTheSenderGivesUp() {
    register();
    endpoint.answerWith(Answer.timeout(), Answer.status(200));
    try (Webhooks impatient = settings().timeout(Duration.ofMillis(500)).build()) {
      publish(impatient, "order.placed");

      assertThat(endpoint.next().answer()).hasToString(Answer.timeout().toString());
      assertThat(endpoint.next().attempt()).isGreaterThan(1);
    }
  }

  @Test
  void itRefusesHandshakesWhenToldTo() {
    endpoint.refuseHandshakes(Answer.status(404));

    assertThat(register().verification().refusal()).isEqualTo(Refusal.STATUS);

    endpoint.acceptHandshakes();
    assertThat(register().verification().verified()).isTrue();
    assertThat(endpoint.handshakes()).hasSize(2);
    assertThat(endpoint).receivedNothing();
  }

  @Test
  void itRefusesWhatIsNotSignedWithTheKey() {
    RegisteredWebhook crm = register();
    endpoint.requireSignature(ApiKey.generate(new SecureRandom()));
    publish("order.placed");
    assertThat(endpoint.next().answer().toString()).isEqualTo("401");

    endpoint.requireSignature(ApiKey.generate(new SecureRandom()), crm.apiKey());

    assertThat(webhooks.registry().verify("acme", crm.webhook().id()).verification().verified())
        .isTrue();
  }

  @Test
  void aHeaderOfTheWebhooksOwnIsNotTakenForTheContracts() {
    webhooks
        .registry()
        .register(
            "acme",
            WebhookSettings.builder()
                .name("CRM")
                .url(endpoint.url())
                .headers(Map.of("X-A-Event", "mine", "X-A-Attempt", "no number"))
                .build());
    publish("order.placed");

    ReceivedRequest request = endpoint.next();

    assertThat(request.eventType()).isEqualTo("order.placed");
    assertThat(request.attempt()).isEqualTo(1);
    assertThat(request.header("X-A-Event")).isEqualTo("mine");
  }

  @Test
  void whatDoesNotArriveIsSaidWithAllThatDid() {
    register();
    publish("order.placed");
    endpoint.next();

    assertThat(endpoint.next(Duration.ofMillis(1))).isEmpty();
    assertThatThrownBy(() -> assertThat(endpoint).received("order.paid"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "Expecting one that is received order.paid", "order.placed dlv_", "attempt 1 to http");
    assertThatThrownBy(() -> assertThat(endpoint).receivedNothing())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expecting nothing to arrive");
  }

  @Test
  void whatTakesTheEndpointAwayIsNoAnswerOfIts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoint.answerWith(Answer.status(200), Answer.unknownHost()))
        .withMessage("an endpoint that is there can't answer: unknown host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoint.refuseHandshakes(Answer.connectionRefused()));
  }

  private RegisteredWebhook register() {
    return webhooks
        .registry()
        .register("acme", WebhookSettings.builder().name("CRM").url(endpoint.url()).build());
  }

  private void publish(String type) {
    publish(webhooks, type);
  }

  private static void publish(Webhooks webhooks, String type) {
    webhooks.dispatcher().start();
    webhooks
        .publisher()
        .publish(Event.builder(type).workspace("acme").data(Map.of("item", "cup")).build());
  }
}
