package dev.webhooks.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.testing.Answer;
import dev.webhooks.testing.TestWebhooks;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is observed of publishing and of attempts, whoever handles it. */
class WebhookObservationsTest {
  private final TestObservationRegistry registry = TestObservationRegistry.create();
  private final TestWebhooks webhooks = observedBy(registry);
  private final Webhook crm =
      webhooks.activeWebhook(
          "acme",
          WebhookSettings.builder()
              .name("CRM")
              .url("https://crm.example.com/in?token=t0p")
              .build());

  private static TestWebhooks observedBy(ObservationRegistry registry) {
    return TestWebhooks.builder()
        .settings(builder -> builder.observe(WebhookObservations.of(registry)))
        .build();
  }

  @Test
  void publishingIsObserved() {
    String event = publish();

    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("webhooks.publish")
        .that()
        .hasBeenStarted()
        .hasBeenStopped()
        .hasLowCardinalityKeyValue("transaction", "own")
        .hasLowCardinalityKeyValue("outcome", "stored")
        .hasHighCardinalityKeyValue("webhooks.event.id", event)
        .hasHighCardinalityKeyValue("webhooks.deliveries", "1");
    assertThat(registry.getCurrentObservationScope()).isNull();
  }

  @Test
  void anAttemptHasTheAttributesOfAnHttpClient() {
    webhooks.answer(crm).with(200);
    publish();
    webhooks.sendDue();

    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("webhooks.attempt")
        .that()
        .hasBeenStopped()
        .hasContextualNameEqualTo("POST")
        .hasLowCardinalityKeyValue("outcome", "acknowledged")
        .hasLowCardinalityKeyValue("retry", "false")
        .hasHighCardinalityKeyValue("http.request.method", "POST")
        .hasHighCardinalityKeyValue("http.response.status_code", "200")
        .hasHighCardinalityKeyValue("server.address", "crm.example.com")
        .hasHighCardinalityKeyValue("server.port", "443")
        .hasHighCardinalityKeyValue("webhooks.webhook.id", crm.id())
        .doesNotHaveHighCardinalityKeyValueWithKey("http.request.resend_count")
        .doesNotHaveHighCardinalityKeyValueWithKey("error.type")
        .doesNotHaveError();
    assertThat(registry.getCurrentObservationScope()).isNull();
  }

  /** Guarantee P: query and path of a webhook's URL may be its secret. */
  @Test
  void ofTheUrlThereIsNeitherPathNorQuery() {
    publish();
    webhooks.sendDue();

    assertSees(registry, "https://crm.example.com/REDACTED");
  }

  /** Guarantee P: never the query. */
  @Test
  void thePathIsThereWhereItIsAskedFor() {
    TestObservationRegistry open = TestObservationRegistry.create();

    sendTo("https://crm.example.com/in?token=t0p", WebhookObservations.of(open).showingPaths());

    assertSees(open, "https://crm.example.com/in");
  }

  @Test
  void aUrlWithoutAPathHasNothingToHide() {
    for (String url : new String[] {"https://crm.example.com:8443", "https://crm.example.com/"}) {
      TestObservationRegistry bare = TestObservationRegistry.create();

      sendTo(url, WebhookObservations.of(bare));

      assertSees(bare, url);
    }
  }

  private static void sendTo(String url, WebhookObservations observations) {
    TestWebhooks observed =
        TestWebhooks.builder().settings(builder -> builder.observe(observations)).build();
    observed.activeWebhook("acme", WebhookSettings.builder().name("CRM").url(url).build());
    observed.webhooks().publisher().publish(event());
    observed.sendDue();
  }

  private static void assertSees(TestObservationRegistry registry, String url) {
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("webhooks.attempt")
        .that()
        .hasHighCardinalityKeyValue("url.full", url);
  }

  @Test
  void aFailedAttemptSaysWhatItFailedBy() {
    webhooks.answer(crm).with(Answer.status(503));
    publish();
    webhooks.sendDue();

    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("webhooks.attempt")
        .that()
        .hasLowCardinalityKeyValue("outcome", "status")
        .hasHighCardinalityKeyValue("error.type", "503")
        .hasError();
  }

  @Test
  void anAttemptWithoutAnAnswerHasTheKindOfFailure() {
    webhooks.answer(crm).with(Answer.timeout());
    publish();
    webhooks.sendDue();

    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("webhooks.attempt")
        .that()
        .hasLowCardinalityKeyValue("outcome", "timeout")
        .hasHighCardinalityKeyValue("error.type", "timeout")
        .doesNotHaveHighCardinalityKeyValueWithKey("http.response.status_code");
  }

  @Test
  void aRetryIsCountedAsOne() {
    webhooks.answer(crm).with(503, 200);
    publish();
    webhooks.advance(Duration.ofSeconds(10));

    TestObservationRegistryAssert.assertThat(registry)
        .hasNumberOfObservationsWithNameEqualTo("webhooks.attempt", 2)
        .hasAnObservation(
            observation ->
                observation
                    .hasNameEqualTo("webhooks.attempt")
                    .hasLowCardinalityKeyValue("retry", "true")
                    .hasHighCardinalityKeyValue("http.request.resend_count", "1"));
  }

  @Test
  void aRegistryWithoutHandlersCostsNothing() {
    TestWebhooks unobserved = observedBy(ObservationRegistry.NOOP);
    Webhook webhook = unobserved.activeWebhook("acme", "order.placed");
    unobserved.webhooks().publisher().publish(event());
    unobserved.sendDue();

    assertThat(unobserved).delivered("order.placed").to(webhook).onAttempt(1);
  }

  private String publish() {
    return webhooks.webhooks().publisher().publish(event()).eventId();
  }

  private static Event event() {
    return Event.builder("order.placed").workspace("acme").data(Map.of("order", 7)).build();
  }
}
