package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.HealthState;
import dev.webhooks.model.StoreSample;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a store must tell those who watch: how late a claim is, what its event was traced as, who
 * has a duty, and what the whole looks like.
 *
 * @param <S> the store's type
 */
public interface WatchContract<S extends Store> extends StoreFixture<S> {
  /** As W3C Trace Context has it. */
  String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  /** Later than all that a test lets pass. */
  Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @Test
  default void aClaimHasTheTraceOfItsEvent() {
    Webhook webhook = activeWebhook();
    NewEvent untraced = Samples.event(webhook);
    NewEvent traced =
        NewEvent.builder(Samples.id("evt"))
            .workspace(webhook.workspace())
            .type("message.sent")
            .body(new byte[10_000])
            .deliveries(Samples.deliveriesTo(webhook))
            .traceparent(TRACEPARENT)
            .build();
    store().append(List.of(traced, untraced));

    List<ClaimedDelivery> claims = claimAll();

    assertThat(claims)
        .filteredOn(claim -> claim.delivery().eventId().equals(traced.id()))
        .extracting(ClaimedDelivery::traceparent)
        .containsExactly(TRACEPARENT);
    assertThat(claims)
        .filteredOn(claim -> claim.delivery().eventId().equals(untraced.id()))
        .extracting(ClaimedDelivery::traceparent)
        .containsOnlyNulls();
  }

  @Test
  default void aClaimSaysHowLateItIs() {
    Webhook webhook = activeWebhook();
    store().append(List.of(Samples.event(webhook)));
    passTime(units(2));

    ClaimedDelivery first = claimOne();
    assertThat(first.overdue()).isBetween(units(2), units(3));
    assertThat(first.age()).isBetween(units(2), units(3));

    store().complete(List.of(Completion.retry(first, Samples.refused(1), units(5))));
    passTime(units(6));

    ClaimedDelivery second = claimOne();
    assertThat(second.overdue()).isBetween(units(1), units(2));
    assertThat(second.age()).isBetween(units(8), units(9));
  }

  @Test
  default void aDutyIsOneNodesUntilItsLeaseEnds() {
    Duration lease = units(5);
    assertThat(store().takeDuty("watch", "one", lease)).isTrue();
    assertThat(otherNode().takeDuty("watch", "two", lease)).isFalse();
    assertThat(otherNode().takeDuty("another", "two", lease)).isTrue();

    passTime(units(4));
    assertThat(store().takeDuty("watch", "one", lease)).as("kept").isTrue();
    passTime(units(4));
    assertThat(otherNode().takeDuty("watch", "two", lease)).as("still kept").isFalse();

    passTime(units(2));
    assertThat(otherNode().takeDuty("watch", "two", lease)).as("free").isTrue();
    assertThat(store().takeDuty("watch", "one", lease)).as("lost").isFalse();
  }

  @Test
  default void aDutyMayBeGivenUpByTheNodeThatHasIt() {
    Duration lease = units(5);
    assertThat(store().takeDuty("watch", "one", lease)).isTrue();
    otherNode().releaseDuty("watch", "two");
    assertThat(otherNode().takeDuty("watch", "two", lease)).as("was not its own").isFalse();

    store().releaseDuty("watch", "one");
    assertThat(otherNode().takeDuty("watch", "two", lease)).isTrue();
    store().releaseDuty("watch", "one");
    store().releaseDuty("another", "one");
    assertThat(store().takeDuty("watch", "one", lease)).as("is another's by now").isFalse();
  }

  @Test
  default void aSampleCountsWebhooksByWhatTheyAre() {
    activeWebhook();
    Webhook paused = activeWebhook();
    judge(paused, inState(HealthState.PAUSED));
    disabledWebhook();

    StoreSample sample = otherNode().sample();

    assertThat(sample.active())
        .containsEntry(HealthState.HEALTHY, 1)
        .containsEntry(HealthState.PAUSED, 1);
    assertThat(sample.inactive()).containsEntry(WebhookStatus.DISABLED, 1);
    assertThat(sample.waiting()).isZero();
    assertThat(sample.held()).isZero();
    assertThat(sample.overdue()).isNull();
  }

  @Test
  default void aSampleKnowsWhatIsDueTheLongest() {
    Webhook early = activeWebhook();
    Webhook late = activeWebhook();
    store().append(List.of(Samples.event(early)));
    passTime(units(3));
    store().append(List.of(Samples.event(late), Samples.event(late)));

    StoreSample sample = otherNode().sample();

    assertThat(sample.waiting()).isEqualTo(3);
    assertThat(sample.overdue()).isBetween(units(3), units(4));

    assertThat(claimAll()).hasSize(3);
    assertThat(store().sample().overdue()).as("all are under way").isNull();
    assertThat(store().sample().waiting()).isEqualTo(3);
  }

  /** What waits for its endpoint, and not for us, pages nobody. */
  @Test
  default void whatItsEndpointKeepsWaitingIsNotOverdue() {
    Webhook paused = activeWebhook();
    Webhook slowly = activeWebhook();
    store().append(List.of(Samples.event(paused, slowly)));
    judge(paused, inState(HealthState.PAUSED).toBuilder().blockedUntil(LATER).window(1).build());
    judge(slowly, inState(HealthState.RECOVERING).toBuilder().window(1).build());
    passTime(units(1));

    assertThat(store().sample().overdue()).isNull();
  }

  private void judge(Webhook webhook, WebhookHealth health) {
    store().judgeHealth(webhook.workspace(), webhook.id(), (before, seen) -> health);
  }

  private static WebhookHealth inState(HealthState state) {
    return WebhookHealth.healthy().toBuilder().state(state, NOON).build();
  }
}
