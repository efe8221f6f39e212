package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.LogCapture;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the listener is told, and what it costs when it is slow. */
class AnnouncerTest {
  private final List<DeliveryOutcome> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final SafeListener listener = new SafeListener();
  private final Announcer announcer = new Announcer(listener, false, System::nanoTime);

  /** Guarantee B: whoever announces never waits, and what is not told is bounded and counted. */
  @Test
  void outcomesThatASlowListenerCannotHearAreDroppedAndCounted() throws Exception {
    tell(new Slow());
    for (int i = 0; i < 10_500; i++) {
      announcer.announce(outcome("dlv_" + i));
    }
    assertThat(announcer.unreported()).isEqualTo(10_000);
    assertThat(announcer.dropped()).isEqualTo(500);

    release.countDown();
    runToItsEnd();

    assertThat(told).hasSize(10_000);
    assertThat(announcer.unreported()).isZero();
  }

  @Test
  void whatWasAnnouncedIsToldInItsOrderAlsoWhenItCloses() throws Exception {
    release.countDown();
    tell(new Slow());
    for (int i = 0; i < 10; i++) {
      announcer.announce(outcome("dlv_" + i));
    }

    runToItsEnd();

    assertThat(told)
        .extracting(outcome -> outcome.delivery().id())
        .containsExactly(
            "dlv_0", "dlv_1", "dlv_2", "dlv_3", "dlv_4", "dlv_5", "dlv_6", "dlv_7", "dlv_8",
            "dlv_9");
  }

  /** However slow the listener is. */
  @Test
  void noChangeOfHealthIsEverDropped() throws Exception {
    List<HealthState> states = new CopyOnWriteArrayList<>();
    tell(
        new Slow() {
          @Override
          public void onHealthChange(HealthChange change) {
            states.add(change.after().state());
          }
        });
    for (int i = 0; i < 10_100; i++) {
      announcer.announce(outcome("dlv_" + i));
    }
    announcer.announce(change(HealthState.HEALTHY, HealthState.PAUSED));
    announcer.announce(change(HealthState.PAUSED, HealthState.RECOVERING));
    assertThat(announcer.dropped()).isEqualTo(100);

    release.countDown();
    runToItsEnd();

    assertThat(states).containsExactly(HealthState.PAUSED, HealthState.RECOVERING);
  }

  /** Guarantee B: an endpoint that changes all the time fills no memory, and no log. */
  @Test
  void manyChangesOfAWebhookAreToldAsOne() throws Exception {
    List<HealthChange> heard = new CopyOnWriteArrayList<>();
    tell(
        new Slow() {
          @Override
          public void onHealthChange(HealthChange change) {
            heard.add(change);
          }
        });
    announcer.announce(outcome("dlv"));
    for (int i = 0; i < 20_000; i++) {
      announcer.announce(change(HealthState.RECOVERING, HealthState.THROTTLED));
      announcer.announce(change(HealthState.THROTTLED, HealthState.RECOVERING));
    }
    announcer.announce(change(HealthState.RECOVERING, HealthState.PAUSED));

    try (LogCapture log = new LogCapture()) {
      release.countDown();
      runToItsEnd();

      assertThat(heard).hasSize(1_001);
      assertThat(heard.get(1_000).before().state()).isEqualTo(HealthState.RECOVERING);
      assertThat(heard.get(1_000).after().state()).isEqualTo(HealthState.PAUSED);
      assertThat(log.events())
          .filteredOn(line -> line.getFormattedMessage().startsWith("The endpoint of"))
          .hasSizeBetween(6, 12);
    }
  }

  /** A slow listener keeps nobody from looking after the next webhook. */
  @Test
  void whoDisablesAWebhookDoesNotWaitForTheListener() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    tell(
        new Slow() {
          @Override
          public void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {
            heard.add(before + ">" + webhook.status());
          }
        });
    announcer.announce(outcome("dlv"));
    announcer.announce(disabled(), WebhookStatus.ACTIVE);
    assertThat(heard).isEmpty();

    release.countDown();
    runToItsEnd();

    assertThat(heard).containsExactly("ACTIVE>DISABLED");
  }

  private static Webhook disabled() {
    WebhookSettings settings =
        WebhookSettings.builder().name("CRM").url("https://crm.example.com/").build();
    return Webhook.registered("wh", "acme", settings, Instant.EPOCH)
        .status(WebhookStatus.DISABLED, "gone")
        .key("hint", null)
        .build();
  }

  private static HealthChange change(HealthState before, HealthState after) {
    return new HealthChange(
        "acme",
        "wh",
        WebhookHealth.builder().state(before, Instant.EPOCH).build(),
        WebhookHealth.builder().state(after, Instant.EPOCH).build());
  }

  private void tell(WebhookListener slow) {
    listener.tell(List.of(slow));
  }

  private void runToItsEnd() throws InterruptedException {
    Thread thread = new Thread(announcer, "test-announcer");
    thread.start();
    announcer.close();
    thread.join();
  }

  private static Outcome outcome(String id) {
    QueuedDelivery queued = Claimed.of("acme", "wh", id, 1);
    Attempt attempt =
        Attempt.builder(1, Instant.EPOCH, Duration.ofMillis(3)).httpStatus(200).build();
    return new Outcome(
        queued.claim().delivery(), Completion.delivered(queued.claim(), attempt), Long.MAX_VALUE);
  }

  private class Slow implements WebhookListener {
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      told.add(outcome);
    }
  }
}
