package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.StoreSample;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptObservation;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.DeliveryEnd;
import dev.webhooks.observe.GuardStage;
import dev.webhooks.observe.NodeFigures;
import dev.webhooks.observe.PublishObservation;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.observe.WebhookObserver;
import dev.webhooks.policy.FailureKind;
import dev.webhooks.testing.TestWebhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an observer is told of one run, and what its failures change: nothing. */
class ObserverTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  /** Notes all that it is told, in words. */
  private static class Recorder implements WebhookObserver {
    final List<String> told = new ArrayList<>();
    final List<AttemptStart> attempts = new ArrayList<>();
    final List<AttemptEnd> ends = new ArrayList<>();
    final List<StoreSample> samples = new ArrayList<>();
    @Nullable NodeFigures figures;

    @Override
    public void attached(NodeFigures figures) {
      this.figures = figures;
    }

    @Override
    public PublishObservation publishing(PublishStart start) {
      told.add("publishing " + start.events() + (start.joined() ? " joined" : ""));
      return new PublishObservation() {
        @Override
        public String traceparent() {
          return TRACE;
        }

        @Override
        public void stored(List<PublishedEvent> events) {
          told.add("published " + events.size());
        }

        @Override
        public void failed(Throwable cause) {
          told.add("not published");
        }
      };
    }

    @Override
    public AttemptObservation attempting(AttemptStart start) {
      attempts.add(start);
      return new AttemptObservation() {
        @Override
        public String traceparent() {
          return TRACE;
        }

        @Override
        public void ended(AttemptEnd end) {
          ends.add(end);
        }

        @Override
        public void abandoned() {
          told.add("abandoned");
        }
      };
    }

    @Override
    public void claimed(int deliveries, Duration took) {
      told.add("claimed " + deliveries);
    }

    @Override
    public void stored(int outcomes, Duration took) {
      told.add("stored " + outcomes);
    }

    @Override
    public void ended(DeliveryEnd end) {
      told.add(end.state() + " " + end.reason());
    }

    @Override
    public void fenced(int outcomes) {
      told.add("fenced " + outcomes);
    }

    @Override
    public void refused(GuardStage stage) {
      told.add("refused at " + stage);
    }

    @Override
    public void sampled(StoreSample sample) {
      samples.add(sample);
    }

    @Override
    public void samplingEnded() {
      told.add("sampling ended");
    }

    @Override
    public void healthChanged(HealthChange change) {
      if (change.isStateChange()) {
        told.add("health " + change.after().state());
      }
    }
  }

  private final Recorder recorder = new Recorder();

  @Test
  void aDeliveryIsToldFromItsPublishingToItsEnd() {
    TestWebhooks webhooks = watchedBy(recorder);
    Webhook crm = webhooks.activeWebhook("acme");
    webhooks.answer(crm).with(503, 200);
    recorder.told.clear();

    webhooks.webhooks().publisher().publish(event());
    webhooks.advance(Duration.ofSeconds(10));

    assertThat(recorder.told)
        .containsExactly(
            "publishing 1",
            "published 1",
            "claimed 1",
            "stored 1",
            "claimed 1",
            "stored 1",
            "DELIVERED ACKNOWLEDGED");
    assertThat(recorder.attempts).extracting(AttemptStart::number).containsExactly(1, 2);
    assertThat(recorder.attempts).extracting(AttemptStart::isRetry).containsExactly(false, true);
    assertThat(recorder.attempts).extracting(AttemptStart::traceparent).containsOnly(TRACE);
    assertThat(recorder.ends)
        .extracting(AttemptEnd::next)
        .containsExactly(DeliveryState.PENDING, DeliveryState.DELIVERED);
    assertThat(webhooks.requests(crm))
        .extracting(request -> request.headers().get("traceparent"))
        .containsOnly(TRACE);
  }

  @Test
  void lagIsWhatADeliveryWasLateByItsDueTime() {
    TestWebhooks webhooks = watchedBy(recorder);
    webhooks.activeWebhook("acme");

    webhooks.webhooks().publisher().publish(event());
    webhooks.clock().advance(Duration.ofSeconds(3));
    webhooks.sendDue();

    AttemptStart attempt = recorder.attempts.get(0);
    assertThat(attempt.lag()).isEqualTo(Duration.ofSeconds(3));
    assertThat(attempt.latency()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whereTheEndpointHasAPartInItThereIsNoLag() {
    TestWebhooks webhooks = watchedBy(recorder);
    webhooks.activeWebhook("acme", settings("https://slowly.example.com/").rateLimit(1).build());

    webhooks.webhooks().publisher().publish(event());
    webhooks.sendDue();

    assertThat(recorder.attempts.get(0).lag()).isNull();
  }

  /** Guarantee P: a URL's query may be a secret. */
  @Test
  void aUrlIsToldWithoutItsQuery() {
    TestWebhooks webhooks = watchedBy(recorder);
    webhooks.activeWebhook("acme", settings("https://crm.example.com/in?token=t0p").build());

    webhooks.webhooks().publisher().publish(event());
    webhooks.sendDue();

    assertThat(recorder.attempts.get(0).url()).isEqualTo("https://crm.example.com/in");
  }

  @Test
  void whatIsGivenUpOrDroppedIsToldWithItsReason() {
    TestWebhooks webhooks = watchedBy(recorder);
    Webhook crm = webhooks.activeWebhook("acme");
    webhooks.answer(crm).with(500);
    webhooks.webhooks().publisher().publish(event());
    webhooks.advance(Duration.ofDays(1));

    assertThat(recorder.told).contains("FAILED STATUS");
    assertThat(recorder.ends).extracting(AttemptEnd::failure).containsOnly(FailureKind.STATUS);

    webhooks.webhooks().publisher().publish(event());
    webhooks.webhooks().registry().disable("acme", crm.id());
    webhooks.webhooks().registry().enable("acme", crm.id(), HeldDeliveries.DROP);

    assertThat(recorder.told).contains("CANCELLED DROPPED");
  }

  @Test
  void aRefusedUrlIsTold() {
    TestWebhooks webhooks = watchedBy(recorder);

    assertThatThrownBy(() -> webhooks.activeWebhook("acme", settings("https://localhost/").build()))
        .isInstanceOf(InvalidInputException.class);

    assertThat(recorder.told).containsExactly("refused at REGISTRATION");
  }

  @Test
  void aWebhooksOwnTraceparentGoesBefore() {
    TestWebhooks webhooks = watchedBy(recorder);
    WebhookSettings own =
        settings("https://crm.example.com/").headers(Map.of("Traceparent", "mine")).build();
    Webhook crm = webhooks.activeWebhook("acme", own);

    webhooks.webhooks().publisher().publish(event());
    webhooks.sendDue();

    assertThat(webhooks.requests(crm).get(0).headers().entrySet())
        .filteredOn(header -> header.getKey().equalsIgnoreCase("traceparent"))
        .containsExactly(Map.entry("Traceparent", "mine"));
  }

  @Test
  void oneThatFailsChangesNothingForAnybody() {
    WebhookObserver failing =
        new Recorder() {
          @Override
          public PublishObservation publishing(PublishStart start) {
            throw new IllegalStateException("publishing");
          }

          @Override
          public AttemptObservation attempting(AttemptStart start) {
            return new AttemptObservation() {
              @Override
              public String traceparent() {
                return "no traceparent\r\nX-Evil: 1";
              }

              @Override
              public void ended(AttemptEnd end) {
                throw new StackOverflowError();
              }

              @Override
              public void abandoned() {}
            };
          }

          @Override
          public void ended(DeliveryEnd end) {
            throw new IllegalStateException("ended");
          }
        };
    TestWebhooks webhooks =
        TestWebhooks.builder()
            .settings(builder -> builder.observe(failing).observe(recorder))
            .build();
    Webhook crm = webhooks.activeWebhook("acme", "order.placed");

    webhooks.webhooks().publisher().publish(event());
    webhooks.sendDue();

    assertThat(webhooks).delivered("order.placed").to(crm).onAttempt(1);
    assertThat(recorder.told).contains("published 1", "DELIVERED ACKNOWLEDGED");
    assertThat(recorder.ends).hasSize(1);
  }

  @Test
  void theStoreIsSampledTwiceAMinuteByTheNodeWhoseDutyItIs() {
    TestWebhooks webhooks = watchedBy(recorder);
    Webhook crm = webhooks.activeWebhook("acme");
    webhooks.answer(crm).with(503);
    webhooks.sendDue();
    webhooks.sendDue();

    assertThat(recorder.samples).hasSize(1);
    assertThat(recorder.samples.get(0).active()).isEqualTo(Map.of(HealthState.HEALTHY, 1));

    webhooks.webhooks().publisher().publish(event());
    webhooks.clock().advance(Duration.ofSeconds(30));
    webhooks.sendDue();
    assertThat(recorder.samples).hasSize(2);
    assertThat(recorder.samples.get(1).waiting()).isEqualTo(1);

    webhooks.clock().advance(Duration.ofMinutes(2));
    webhooks.store().takeDuty("sample", "another node", Duration.ofMinutes(1));
    webhooks.sendDue();
    assertThat(recorder.samples).hasSize(2);
    assertThat(recorder.told).contains("sampling ended");

    webhooks.clock().advance(Duration.ofMinutes(2));
    webhooks.sendDue();
    assertThat(recorder.samples).as("the other node is gone").hasSize(3);
  }

  @Test
  void whatANodeKnowsOfItselfMayBeAskedAtAnyTime() {
    TestWebhooks webhooks = watchedBy(recorder);
    NodeFigures figures = recorder.figures;

    assertThat(figures).isNotNull();
    assertThat(figures.isRunning()).isFalse();
    webhooks.webhooks().dispatcher().start();
    assertThat(figures.isRunning()).isTrue();
    assertThat(figures.inFlight()).isZero();
    assertThat(figures.unreportedOutcomes()).isZero();
    assertThat(figures.droppedOutcomes()).isZero();
  }

  private static TestWebhooks watchedBy(WebhookObserver observer) {
    return TestWebhooks.builder().settings(builder -> builder.observe(observer)).build();
  }

  private static WebhookSettings.Builder settings(String url) {
    return WebhookSettings.builder().name("CRM").url(url);
  }

  private static Event event() {
    return Event.builder("order.placed").workspace("acme").data(Map.of("order", 7)).build();
  }
}
