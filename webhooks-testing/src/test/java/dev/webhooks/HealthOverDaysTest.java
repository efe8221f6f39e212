package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.testing.Answer;
import dev.webhooks.testing.RecordedRequest;
import dev.webhooks.testing.TestWebhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What becomes of webhooks whose endpoints are not well, hour by hour, on a clock of the test's.
 */
class HealthOverDaysTest {
  private static final String WORKSPACE = "acme";
  private static final List<Duration> SCHEDULE =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30));

  private final List<String> told = new ArrayList<>();
  private final TestWebhooks webhooks =
      TestWebhooks.builder()
          .settings(
              settings ->
                  settings
                      .brand("Acme")
                      .listener(
                          new WebhookListener() {
                            @Override
                            public void onHealthChange(HealthChange change) {
                              told.add(
                                  change.isWarning()
                                      ? change.after().warnedPercent() + " %"
                                      : change.before().state() + ">" + change.after().state());
                            }

                            @Override
                            public void onStatusChange(
                                Webhook webhook, @Nullable WebhookStatus before) {
                              told.add(before + ">" + webhook.status());
                            }
                          }))
          .build();
  private final Webhook crm = webhooks.activeWebhook(WORKSPACE);

  HealthOverDaysTest() {
    told.clear();
  }

  @Test
  void anEndpointThatIsDeadForFiveDaysIsPausedWarnedOfAndDisabledOnce() {
    webhooks.answer(crm).with(503);
    Instant start = webhooks.clock().instant();
    for (int hour = 0; hour < 5 * 24; hour++) {
      publish(2);
      webhooks.advance(Duration.ofHours(1));
    }
    webhooks.advance(Duration.ofHours(2));

    Webhook disabled = webhook();
    assertThat(disabled.status()).isEqualTo(WebhookStatus.DISABLED);
    assertThat(disabled.statusReason())
        .isEqualTo("its endpoint has done nothing but fail for 5 days");
    assertThat(disabled.verified()).isFalse();
    assertThat(told).containsExactly("HEALTHY>PAUSED", "50 %", "90 %", "ACTIVE>DISABLED");

    List<RecordedRequest> sent = webhooks.requests(crm);
    Instant last = sent.get(sent.size() - 1).time();
    assertThat(last).isAfter(start.plus(Duration.ofDays(5)).minus(Duration.ofHours(1)));
    assertThat(sent)
        .as("some to be paused by, and one for each pause of at most an hour, at least half")
        .hasSizeBetween(5 * 24, 5 + 7 + 2 * 5 * 24);
    assertThat(deliveries(DeliveryState.HELD)).isNotEmpty();
    webhooks.advance(Duration.ofDays(1));
    assertThat(webhooks.requests(crm)).as("nothing is sent any more").hasSize(sent.size());
  }

  /** Each delivery goes by its own schedule alone, and a dead endpoint stays active. */
  @Test
  void withHealthSwitchedOffNobodyIsPausedOrDisabled() {
    try (TestWebhooks unjudged =
        TestWebhooks.builder().settings(settings -> settings.health(HealthPolicy.none())).build()) {
      Webhook dead = unjudged.activeWebhook(WORKSPACE);
      unjudged.answer(dead).with(410);
      for (int day = 0; day < 6; day++) {
        publish(unjudged, 10);
        unjudged.advance(Duration.ofDays(1));
      }

      assertThat(unjudged.webhooks().registry().find(WORKSPACE, dead.id()))
          .hasValueSatisfying(one -> assertThat(one.status()).isEqualTo(WebhookStatus.ACTIVE));
      assertThat(unjudged.store().unwell(null, 10)).isEmpty();
      assertThat(unjudged.requests(dead)).hasSize(6 * 10 * (SCHEDULE.size() + 1));
    }
  }

  /** The pauses grow, and each ends with one POST. */
  @Test
  void eachPauseEndsWithOneProbe() {
    webhooks.answer(crm).with(500);
    publish(30);
    webhooks.advance(Duration.ofSeconds(20));
    assertThat(health().state()).isEqualTo(HealthState.PAUSED);
    int before = webhooks.requests(crm).size();

    webhooks.advance(Duration.ofHours(6));

    List<Instant> probes =
        webhooks.requests(crm).stream().skip(before).map(RecordedRequest::time).toList();
    assertThat(probes).doesNotHaveDuplicates();
    for (int i = 1; i < probes.size(); i++) {
      Duration pause = Duration.between(probes.get(i - 1), probes.get(i));
      Duration longest = Duration.ofSeconds(Math.min(3_600, 60L << (i - 1)));
      assertThat(pause).isBetween(longest.dividedBy(2), longest.plusSeconds(1));
    }
    assertThat(probes).hasSizeBetween(10, 20);
    assertThat(deliveries(DeliveryState.FAILED)).as("a pause uses up no attempts").isEmpty();
  }

  @Test
  void anEndpointThatComesBackGetsMoreAndMore() {
    webhooks.answer(crm).with(500);
    publish(100);
    webhooks.advance(Duration.ofSeconds(20));
    webhooks.answer(crm).with(200);

    webhooks.advance(Duration.ofHours(1));

    assertThat(deliveries(DeliveryState.DELIVERED)).hasSize(100);
    assertThat(told).containsExactly("HEALTHY>PAUSED", "PAUSED>RECOVERING", "RECOVERING>HEALTHY");
  }

  @Test
  void publishingToAPausedWebhookWaitsAndUsesNoAttempt() {
    webhooks.answer(crm).with(500);
    publish(30);
    webhooks.advance(Duration.ofSeconds(20));
    assertThat(health().state()).isEqualTo(HealthState.PAUSED);
    Instant until = Objects.requireNonNull(health().blockedUntil());

    publish(1);
    Delivery newest = deliveries(null).get(0);
    webhooks.advance(Duration.between(webhooks.clock().instant(), until).minusMillis(1));

    assertThat(deliveries(null).get(0).id()).isEqualTo(newest.id());
    assertThat(deliveries(null).get(0).attempts()).isZero();
  }

  @Test
  void oneThatIsGoneIsDisabledAtOnce() {
    webhooks.answer(crm).with(410);

    publish(1);
    webhooks.sendDue();

    assertThat(webhook().status()).isEqualTo(WebhookStatus.DISABLED);
    assertThat(webhook().statusReason()).contains("410");
    assertThat(told).contains("ACTIVE>DISABLED");
    assertThat(webhooks.requests(crm)).hasSize(1);
  }

  @Test
  void enablingAsksTheUrlAgainAndResumesSlowly() {
    webhooks.answer(crm).with(410);
    publish(1);
    webhooks.sendDue();
    publish(40);
    webhooks.refuseHandshakes(Answer.status(500));
    told.clear();

    Webhook refused = webhooks.webhooks().registry().enable(WORKSPACE, crm.id());
    webhooks.advance(Duration.ofHours(1));

    assertThat(refused.status()).isEqualTo(WebhookStatus.DISABLED);
    assertThat(refused.statusReason()).contains("500");
    assertThat(webhooks.requests(crm)).as("still dead: nothing is sent").hasSize(1);
    assertThat(told).isEmpty();

    webhooks.acceptHandshakes();
    webhooks.answer(crm).with(200);
    Webhook enabled = webhooks.webhooks().registry().enable(WORKSPACE, crm.id());
    assertThat(enabled.status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(health().state()).isEqualTo(HealthState.RECOVERING);
    assertThat(health().window()).isEqualTo(1);

    webhooks.advance(Duration.ofMinutes(2));
    assertThat(deliveries(DeliveryState.DELIVERED)).hasSizeGreaterThanOrEqualTo(40);
    assertThat(told).containsExactly("PAUSED>RECOVERING", "DISABLED>ACTIVE", "RECOVERING>HEALTHY");
  }

  @Test
  void whatIsHeldIsDroppedIfThatIsAskedFor() {
    webhooks.webhooks().registry().disable(WORKSPACE, crm.id());
    publish(30);

    webhooks.webhooks().registry().enable(WORKSPACE, crm.id(), HeldDeliveries.DROP);
    webhooks.advance(Duration.ofMinutes(1));

    assertThat(webhook().status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(deliveries(DeliveryState.CANCELLED)).hasSize(30);
    assertThat(webhooks.requests(crm)).isEmpty();
    assertThat(health()).isEqualTo(WebhookHealth.healthy());
    publish(1);
    webhooks.sendDue();
    assertThat(webhooks.requests(crm)).hasSize(1);
  }

  @Test
  void whoAsksToWaitIsLeftAloneAndNoStepIsUsedUp() {
    Answer busy = Answer.status(429).withRetryAfter(Duration.ofMinutes(2));
    webhooks.answer(crm).with(busy, busy, busy, busy, busy, busy, busy, Answer.status(200));
    publish(1);

    webhooks.advance(Duration.ofHours(12));

    List<Instant> times = webhooks.requests(crm).stream().map(RecordedRequest::time).toList();
    assertThat(times).hasSize(8);
    assertThat(Duration.between(times.get(0), times.get(1))).isEqualTo(Duration.ofMinutes(2));
    assertThat(Duration.between(times.get(1), times.get(2)))
        .as("twice as long each time")
        .isGreaterThanOrEqualTo(Duration.ofMinutes(4));
    assertThat(deliveries(DeliveryState.DELIVERED)).as("six attempts are not all").hasSize(1);
    assertThat(told).startsWith("HEALTHY>THROTTLED");
    assertThat(health().disableReason()).isNull();
  }

  /** The day in which that holds begins when it is first asked to wait, not with the event. */
  @Test
  void whatWasHeldForDaysIsWaitedForToo() {
    publish(1);
    webhooks.webhooks().registry().disable(WORKSPACE, crm.id());
    webhooks.advance(Duration.ofDays(5));
    Answer busy = Answer.status(429).withRetryAfter(Duration.ofMinutes(2));
    webhooks.answer(crm).with(busy, busy, busy, busy, busy, busy, busy, Answer.status(200));

    webhooks.webhooks().registry().enable(WORKSPACE, crm.id());
    webhooks.advance(Duration.ofHours(12));

    assertThat(webhooks.requests(crm)).hasSize(8);
    assertThat(deliveries(DeliveryState.DELIVERED)).hasSize(1);
  }

  /** Guarantee B. */
  @Test
  void whoAsksToWaitForEverIsGivenUpAfterADay() {
    webhooks.answer(crm).with(Answer.status(429).withRetryAfter(Duration.ofHours(1)));
    publish(1);

    webhooks.advance(Duration.ofHours(24));
    assertThat(deliveries(DeliveryState.PENDING)).hasSize(1);
    webhooks.advance(Duration.ofHours(24));
    assertThat(deliveries(DeliveryState.FAILED)).hasSize(1);
  }

  /**
   * Whatever an endpoint asks for: no attempt comes sooner than by the schedule, of which only
   * those use up a step that are failures.
   */
  @Test
  void retryAfterOnlyDelays() {
    for (long seed = 0; seed < 60; seed++) {
      List<Refusal> refusals = refusals(new Random(seed));
      List<Instant> times = attempts(refusals);
      int failures = 0;
      for (int i = 0; i < times.size() - 1; i++) {
        Duration scheduled = SCHEDULE.get(Math.min(failures, SCHEDULE.size() - 1));
        Duration asked = refusals.get(i).heeded();
        failures += asked.isZero() ? 1 : 0;
        assertThat(Duration.between(times.get(i), times.get(i + 1)))
            .as("seed %s, after attempt %s", seed, i + 1)
            .isGreaterThanOrEqualTo(asked.compareTo(scheduled) > 0 ? asked : scheduled);
      }
      assertThat(failures).as("seed %s: six attempts, and waits", seed).isLessThan(6);
    }
  }

  private record Refusal(int status, int seconds) {
    Answer answer() {
      return Answer.status(status).withRetryAfter(Duration.ofSeconds(seconds));
    }

    Duration heeded() {
      return Duration.ofSeconds(status == 500 ? 0 : Math.min(seconds, 3_600));
    }
  }

  private static List<Refusal> refusals(Random chance) {
    List<Refusal> refusals = new ArrayList<>();
    int count = 1 + chance.nextInt(12);
    for (int i = 0; i < count; i++) {
      refusals.add(
          new Refusal(
              List.of(429, 503, 500).get(chance.nextInt(3)),
              List.of(0, 1, 2, 7, 60, 1_000, 5_000, 1_000_000).get(chance.nextInt(8))));
    }
    return refusals;
  }

  /** When a lone delivery was sent. */
  private static List<Instant> attempts(List<Refusal> refusals) {
    TestWebhooks some = TestWebhooks.create();
    Webhook one = some.activeWebhook(WORKSPACE);
    List<Answer> answers = new ArrayList<>(refusals.stream().map(Refusal::answer).toList());
    answers.add(Answer.status(200));
    some.answer(one).with(answers.toArray(Answer[]::new));
    publish(some, 1);
    some.advance(Duration.ofDays(2));
    return some.requests(one).stream().map(RecordedRequest::time).toList();
  }

  @Test
  void aHintThatMakesNoSenseIsAFailure() {
    webhooks.answer(crm).with(Answer.status(503).withRetryAfter(Duration.ZERO));
    publish(1);

    webhooks.advance(Duration.ofDays(1));

    assertThat(webhooks.requests(crm)).hasSize(6);
    assertThat(told).doesNotContain("HEALTHY>THROTTLED");
  }

  @Test
  void aPolicyThatFailsLeavesTheRecordAndCostsNoAttempt() {
    TestWebhooks broken =
        TestWebhooks.builder()
            .settings(
                settings ->
                    settings.health(
                        (before, seen) -> {
                          throw new IllegalStateException("a host's own");
                        }))
            .build();
    Webhook one = broken.activeWebhook(WORKSPACE);
    broken.answer(one).with(500);
    publish(broken, 10);

    broken.advance(Duration.ofHours(1));

    assertThat(deliveries(broken, DeliveryState.FAILED)).hasSize(10);
    assertThat(broken.store().health(List.of(one.id()))).isEmpty();
  }

  private WebhookHealth health() {
    return webhooks
        .store()
        .health(List.of(crm.id()))
        .getOrDefault(crm.id(), WebhookHealth.healthy());
  }

  private Webhook webhook() {
    return webhooks.webhooks().registry().find(WORKSPACE, crm.id()).orElseThrow();
  }

  private void publish(int count) {
    publish(webhooks, count);
  }

  private static void publish(TestWebhooks webhooks, int count) {
    IntStream.range(0, count)
        .forEach(
            i ->
                webhooks
                    .webhooks()
                    .publisher()
                    .publish(Event.builder("message.sent").workspace(WORKSPACE).data(i).build()));
  }

  private List<Delivery> deliveries(@Nullable DeliveryState state) {
    return deliveries(webhooks, state);
  }

  private static List<Delivery> deliveries(TestWebhooks webhooks, @Nullable DeliveryState state) {
    return webhooks
        .webhooks()
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).state(state).limit(200).build())
        .deliveries();
  }
}
