package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.Event;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.testing.TestWebhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator reads: enough, and no more than that. */
class WhatTheLogSaysTest {
  private static final String WORKSPACE = "acme";

  private final LogCapture log = new LogCapture();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void anEndpointThatFailsTenThousandTimesWritesAHandfulOfLines() {
    TestWebhooks webhooks =
        TestWebhooks.builder()
            .settings(
                settings ->
                    settings
                        .retryPolicy(RetryPolicy.never())
                        .health((before, seen) -> before)
                        .listener(
                            new WebhookListener() {
                              @Override
                              public void onOutcome(DeliveryOutcome outcome) {
                                throw new IllegalStateException("a host's own");
                              }
                            }))
            .build();
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.answer(crm).with(500);
    for (int i = 0; i < 10_000; i++) {
      publish(webhooks);
    }

    webhooks.sendDue();

    assertThat(webhooks.requests(crm)).hasSize(10_000);
    assertThat(lines()).hasSizeLessThan(8);
  }

  @Test
  void aPolicyThatAlwaysFailsDoesSoToo() {
    TestWebhooks webhooks =
        TestWebhooks.builder()
            .settings(
                settings ->
                    settings
                        .retryPolicy(
                            failed -> {
                              throw new IllegalStateException("a host's own");
                            })
                        .health(
                            (before, seen) -> {
                              throw new IllegalStateException("a host's own");
                            }))
            .build();
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.answer(crm).with(500);
    for (int i = 0; i < 1_000; i++) {
      publish(webhooks);
    }

    webhooks.sendDue();

    assertThat(lines()).hasSizeLessThan(8);
    assertThat(lines()).anyMatch(line -> line.contains("The health policy failed"));
  }

  @Test
  void aMinuteInWhichSomethingHappensHasALine() {
    TestWebhooks webhooks = TestWebhooks.create();
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.answer(crm).with(500, 200);
    publish(webhooks);
    publish(webhooks);

    webhooks.advance(Duration.ofSeconds(59));
    assertThat(minutes()).isEmpty();
    webhooks.advance(Duration.ofSeconds(1));
    webhooks.advance(Duration.ofMinutes(10));

    assertThat(minutes())
        .singleElement()
        .asString()
        .contains("3 claimed, 2 acknowledged, 1 failed, 0 given up");
  }

  /** And afterwards the thread says nothing of them. */
  @Test
  void linesSayWhichWebhookAndDeliveryTheyAreAbout() {
    Map<String, Map<String, String>> seen = new TreeMap<>();
    LogCapture.say("webhooks.workspace", "the host's own");
    TestWebhooks webhooks =
        TestWebhooks.builder()
            .settings(
                settings ->
                    settings
                        .retryPolicy(
                            failed -> {
                              seen.put("sending", LogCapture.said());
                              return Optional.empty();
                            })
                        .listener(
                            new WebhookListener() {
                              @Override
                              public void onOutcome(DeliveryOutcome outcome) {
                                seen.put("outcome", LogCapture.said());
                              }

                              @Override
                              public void onStatusChange(
                                  Webhook webhook, @Nullable WebhookStatus before) {
                                seen.put("status", LogCapture.said());
                              }

                              @Override
                              public void onHealthChange(HealthChange change) {
                                seen.put("health", LogCapture.said());
                              }
                            }))
            .build();
    Webhook crm = webhooks.activeWebhook(WORKSPACE);
    webhooks.answer(crm).with(500);
    for (int i = 0; i < 30; i++) {
      publish(webhooks);
    }
    webhooks.sendDue();

    assertThat(seen).containsOnlyKeys("sending", "outcome", "status", "health");
    assertThat(seen.values())
        .allSatisfy(
            mdc ->
                assertThat(mdc)
                    .containsEntry("webhooks.workspace", WORKSPACE)
                    .containsEntry("webhooks.webhook", crm.id()));
    assertThat(seen.get("sending")).containsKey("webhooks.delivery");
    assertThat(seen.get("outcome")).containsKey("webhooks.delivery");
    assertThat(LogCapture.said()).isEqualTo(Map.of("webhooks.workspace", "the host's own"));
    LogCapture.sayNothing();
  }

  private static void publish(TestWebhooks webhooks) {
    webhooks
        .webhooks()
        .publisher()
        .publish(Event.builder("message.sent").workspace(WORKSPACE).data("Yes!").build());
  }

  private List<String> minutes() {
    return lines().stream().filter(line -> line.startsWith("Webhooks in")).toList();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : log.events()) {
      if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
        lines.add(event.getFormattedMessage());
      }
    }
    return lines;
  }
}
