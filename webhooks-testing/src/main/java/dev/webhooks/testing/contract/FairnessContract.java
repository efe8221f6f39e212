package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.webhook;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How {@link DeliveryStore#claim} deals out what is due to workspaces, and to the webhooks of each.
 *
 * @param <S> the store's type
 */
public interface FairnessContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  /** Guarantee N: a tenant has one turn, whatever the number of its webhooks. */
  @Test
  default void aWorkspaceOfManyWebhooksDoesNotDelayItsNeighbour() {
    Webhook[] many = Stream.generate(this::activeWebhook).limit(300).toArray(Webhook[]::new);
    String neighbours = append(register(webhook(OTHER_WORKSPACE)));
    store().append(List.of(Samples.event(many)));

    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      claimed.addAll(store().claim(ClaimRequest.builder(50, lease()).build()));
    }

    assertThat(claimed).extracting(ClaimedDelivery::id).contains(neighbours);
    assertThat(claimed).hasSizeGreaterThan(50);
  }

  /** Guarantee N. */
  @Test
  default void workspacesTakeTurnsWhateverTheNumberOfTheirWebhooks() {
    for (int i = 0; i < 30; i++) {
      append(activeWebhook(), 20);
    }
    append(register(webhook(OTHER_WORKSPACE)), 300);
    append(register(webhook("initech")), 300);

    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      claimed.addAll(claimSome(ClaimRequest.builder(5, lease()).build()));
    }

    Map<String, Long> turns =
        claimed.stream().collect(groupingBy(claim -> claim.delivery().workspace(), counting()));
    assertThat(turns).hasSize(3);
    assertThat(turns.values())
        .as("turns of 3 workspaces, each of which may expect a third of %s", claimed.size())
        .allMatch(n -> n >= claimed.size() / 3 / 2);
  }

  /** Guarantee N: nobody's place is lost because a neighbour is served in between. */
  @Test
  default void webhooksOfAWorkspaceTakeTurnsBesideABusyNeighbour() {
    append(register(webhook(OTHER_WORKSPACE)), 500);
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(20).toList();
    webhooks.forEach(webhook -> append(webhook, 20));

    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      claimSome(ClaimRequest.builder(4, lease()).perWebhook(1).build()).stream()
          .filter(claim -> claim.delivery().workspace().equals(WORKSPACE))
          .forEach(claimed::add);
    }

    Map<String, Long> turns =
        claimed.stream().collect(groupingBy(ClaimedDelivery::webhookId, counting()));
    assertThat(turns).hasSize(20);
    assertThat(turns.values())
        .as("turns of 20 webhooks, each of which may expect a 20th of %s", claimed.size())
        .allMatch(n -> n >= claimed.size() / 20 / 3);
  }

  /** Guarantees B and N. */
  @Test
  default void aClaimTakesNoMoreOfAWorkspaceThanAsked() {
    Stream.generate(this::activeWebhook).limit(10).forEach(webhook -> append(webhook, 5));
    append(register(webhook(OTHER_WORKSPACE)), 3);

    Set<String> claimed = new HashSet<>();
    List<ClaimedDelivery> some;
    do {
      some = claimSome(ClaimRequest.builder(100, lease()).perWorkspace(8).perWebhook(2).build());
      assertThat(some.stream().collect(groupingBy(claim -> claim.delivery().workspace())).values())
          .allSatisfy(ofOne -> assertThat(ofOne).hasSizeLessThanOrEqualTo(8));
      assertThat(some.stream().collect(groupingBy(ClaimedDelivery::webhookId)).values())
          .allSatisfy(ofOne -> assertThat(ofOne).hasSizeLessThanOrEqualTo(2));
      some.forEach(claim -> assertThat(claimed.add(claim.id())).isTrue());
    } while (!some.isEmpty());
    assertThat(claimed).hasSize(53);
  }

  /** What one workspace leaves of a claim, another may use. */
  @Test
  default void aLoneWorkspaceHasAllOfAClaim() {
    append(activeWebhook(), 30);
    append(register(webhook(OTHER_WORKSPACE)), 2);

    Set<String> claimed = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      claimSome(ClaimRequest.builder(20, lease()).build())
          .forEach(claim -> claimed.add(claim.id()));
    }

    assertThat(claimed).hasSizeGreaterThanOrEqualTo(22);
  }

  /** Guarantee N. */
  @Test
  default void aClaimTakesNothingOfWorkspacesToPassOver() {
    append(activeWebhook(), 5);
    append(activeWebhook(), 5);
    List<String> theirs = append(register(webhook(OTHER_WORKSPACE)), 2);
    ClaimRequest request =
        ClaimRequest.builder(100, lease()).excludedWorkspaces(Set.of(WORKSPACE)).build();

    assertThat(claimSome(request))
        .extracting(ClaimedDelivery::id)
        .containsExactlyInAnyOrderElementsOf(theirs);
    assertThat(store().claim(request)).isEmpty();
    assertThat(store().untilNextDue(request, Duration.ofHours(1))).isPositive();

    assertThat(claimAll()).hasSize(10);
  }
}
