package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.event;
import static dev.webhooks.testing.contract.Samples.refused;
import static dev.webhooks.testing.contract.Samples.webhook;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link DeliveryStore#claim} must do.
 *
 * @param <S> the store's type
 */
public interface ClaimContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  @Test
  default void nothingIsClaimedWhenNothingIsDue() {
    assertThat(claimAll()).isEmpty();

    activeWebhook();
    assertThat(claimAll()).isEmpty();
  }

  /** Guarantee B. */
  @Test
  default void aClaimTakesNoMoreThanItsLimit() {
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(10).toList();
    webhooks.forEach(webhook -> append(webhook, 3));

    assertTakesAll(30, ClaimRequest.builder(7, lease()).perWebhook(2).build());
  }

  /** Guarantees B and N. */
  @Test
  default void aClaimTakesNoMoreOfAWebhookThanAsked() {
    append(activeWebhook(), 10);
    append(activeWebhook(), 2);
    append(activeWebhook(), 5);

    assertTakesAll(17, ClaimRequest.builder(100, lease()).perWebhook(3).build());
  }

  @Test
  default void aClaimServesAllWorkspaces() {
    String ours = append(activeWebhook());
    String theirs = append(register(webhook(OTHER_WORKSPACE)));

    assertThat(claimAll()).extracting(ClaimedDelivery::id).containsExactlyInAnyOrder(ours, theirs);
  }

  /** Guarantee N. */
  @Test
  default void aClaimTakesNothingOfWebhooksToPassOver() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    String three = append(activeWebhook());
    append(one, 5);
    append(two, 5);
    ClaimRequest request =
        ClaimRequest.builder(100, lease()).excludedWebhooks(Set.of(one.id(), two.id())).build();

    assertThat(claimSome(request)).extracting(ClaimedDelivery::id).containsExactly(three);
    assertThat(claimSome(request)).isEmpty();

    assertThat(claimAll()).hasSize(10);
  }

  @Test
  default void aClaimedDeliveryIsNobodyElsesBeforeItsLeaseEnds() {
    append(activeWebhook());
    claimOne();

    assertThat(claimAll()).isEmpty();
    passTime(lease().minus(unit()));
    assertThat(claimAll()).isEmpty();
  }

  /** Guarantee L: what a dead node had taken is done by another. */
  @Test
  default void anEndedLeaseGivesTheDeliveryBackUnderANewToken() {
    String delivery = append(activeWebhook());
    Set<Long> tokens = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      ClaimedDelivery claim = claimOne();
      assertThat(claim.id()).isEqualTo(delivery);
      assertThat(claim.attempts()).isZero();
      assertThat(tokens.add(claim.token())).isTrue();
      passTime(lease());
    }
  }

  @Test
  default void aClaimMovesTheDueTimeToTheEndOfItsLeaseAndChangesNothingElse() {
    String id = append(activeWebhook());
    Delivery before = delivery(id);

    claimOne();

    Delivery after = delivery(id);
    assertThat(after.nextAttemptAt()).isNull();
    assertThat(store().untilNextDue(claimWithout(), units(60)))
        .isBetween(lease().minus(unit()), lease());
    assertThat(after).usingRecursiveComparison().ignoringFields("nextAttemptAt").isEqualTo(before);
  }

  @Test
  default void aClaimTellsTheVersionOfItsWebhook() {
    Webhook webhook = activeWebhook();
    append(webhook);
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    Webhook enabled = changeStatus(disabled, WebhookStatus.ACTIVE);

    assertThat(claimOne().webhookVersion()).isEqualTo(enabled.version());
  }

  @Test
  default void theLongestDueOfAWebhookComesFirst() {
    Webhook webhook = activeWebhook();
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      inOrder.add(append(webhook));
      passTime(Duration.ofMillis(5));
    }

    assertThat(claimAll(1)).extracting(ClaimedDelivery::id).containsExactlyElementsOf(inOrder);
  }

  @Test
  default void aRetryStandsBehindWhatWasDueBeforeIt() {
    Webhook webhook = activeWebhook();
    String retried = append(webhook);
    ClaimedDelivery claim = claimOne();
    store().complete(List.of(Completion.retry(claim, refused(1), units(2))));
    passTime(unit());
    String younger = append(webhook);
    passTime(units(2));
    String youngest = append(webhook);

    assertThat(claimAll(1))
        .extracting(ClaimedDelivery::id)
        .containsExactly(younger, retried, youngest);
  }

  /** Guarantee W: what one node sends, no other does. */
  @Test
  default void claimersAtTheSameTimeShareNoDelivery() {
    List<String> deliveries =
        Stream.generate(this::activeWebhook)
            .limit(7)
            .flatMap(webhook -> append(webhook, 200).stream())
            .toList();

    List<List<ClaimedDelivery>> claimed =
        Race.run(
            8,
            i -> {
              S node = node(i);
              List<ClaimedDelivery> mine = new ArrayList<>();
              for (int round = 0; round < 60; round++) {
                mine.addAll(node.claim(ClaimRequest.builder(4, lease()).perWebhook(2).build()));
              }
              return mine;
            });

    List<ClaimedDelivery> all = new ArrayList<>(claimAll());
    claimed.forEach(all::addAll);
    assertThat(all).extracting(ClaimedDelivery::id).containsExactlyInAnyOrderElementsOf(deliveries);
  }

  /** Guarantee N. */
  @Test
  default void aLongBacklogDoesNotDelayItsNeighbours() {
    Webhook busy = activeWebhook();
    for (int i = 0; i < 5; i++) {
      append(busy, 1_000);
    }
    List<Webhook> others = Stream.generate(this::activeWebhook).limit(50).toList();
    for (int i = 0; i < 5; i++) {
      NewEvent event = event(others.toArray(Webhook[]::new));
      store().append(List.of(event));
    }

    Set<String> served = new HashSet<>();
    int claims = 0;
    while (served.size() < 51 && claims < 10) {
      claims++;
      for (ClaimedDelivery claim :
          store().claim(ClaimRequest.builder(100, lease()).perWebhook(4).build())) {
        served.add(claim.webhookId());
      }
    }

    assertThat(served)
        .as("webhooks that had their turn within ten claims of 100 with 4 of a webhook")
        .hasSize(51);
  }

  /** Guarantee N. */
  @Test
  default void webhooksTakeTurns() {
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(30).toList();
    webhooks.forEach(webhook -> append(webhook, 20));

    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      claimed.addAll(claimSome(ClaimRequest.builder(5, lease()).perWebhook(1).build()));
    }

    Map<String, Long> turns =
        claimed.stream()
            .collect(Collectors.groupingBy(ClaimedDelivery::webhookId, Collectors.counting()));
    assertThat(turns).hasSize(30);
    assertThat(turns.values())
        .as("turns of 30 webhooks, each of which may expect a 30th of %s", claimed.size())
        .allMatch(n -> n >= claimed.size() / 30 / 3);
  }

  /** Guarantee N: an endpoint that hangs is passed over, whatever waits behind it. */
  @Test
  default void aBacklogThatIsPassedOverHidesNothing() {
    Webhook hanging = activeWebhook();
    append(hanging, 1_000);
    append(hanging, 1_000);
    List<String> healthy = append(activeWebhook(), 20);

    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      claimed.addAll(
          store()
              .claim(
                  ClaimRequest.builder(10, lease())
                      .perWebhook(5)
                      .excludedWebhooks(Set.of(hanging.id()))
                      .build()));
    }

    assertThat(claimed)
        .extracting(ClaimedDelivery::id)
        .containsExactlyInAnyOrderElementsOf(healthy);
  }

  /** Guarantee B: a claim must fit into memory, whatever tenants publish. */
  @Test
  default void aClaimTakesNoMoreBytesThanAsked() {
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(3).toList();
    Set<String> deliveries = new HashSet<>();
    for (int length : List.of(10, 30_000, 200, 9_000, 70_000, 1, 8_192, 8_193)) {
      webhooks.forEach(webhook -> deliveries.add(append(webhook, new byte[length])));
    }

    Set<String> claimed = new HashSet<>();
    List<ClaimedDelivery> some;
    do {
      some = claimSome(ClaimRequest.builder(100, lease()).maxBytes(100_000).build());
      assertThat(some.stream().mapToLong(ClaimContract::length).sum()).isLessThanOrEqualTo(100_000);
      some.forEach(claim -> assertThat(claimed.add(claim.id())).isTrue());
    } while (!some.isEmpty());
    assertThat(claimed).isEqualTo(deliveries);
  }

  /** Guarantees B and L. */
  @Test
  default void aBodyThatIsLongerThanAClaimMayBeIsClaimedAlone() {
    Webhook webhook = activeWebhook();
    Set<String> deliveries = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      deliveries.add(append(webhook, new byte[20_000]));
    }

    Set<String> claimed = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      List<ClaimedDelivery> some = claimSome(ClaimRequest.builder(10, lease()).maxBytes(1).build());
      assertThat(some).hasSize(1);
      assertThat(some.get(0).body()).hasSize(20_000);
      claimed.add(some.get(0).id());
    }
    assertThat(claimed).isEqualTo(deliveries);
  }

  /** A shared body is held once, and so counts once. */
  @Test
  default void deliveriesThatShareABodyAreClaimedTogether() {
    Webhook[] webhooks = Stream.generate(this::activeWebhook).limit(5).toArray(Webhook[]::new);
    store().append(List.of(Samples.event(new byte[20_000], webhooks)));

    List<ClaimedDelivery> claimed = new ArrayList<>();
    long held = 0;
    while (claimed.size() < 5) {
      List<ClaimedDelivery> some =
          claimSome(ClaimRequest.builder(10, lease()).maxBytes(20_000).build());
      held = Math.max(held, heldBytes(some));
      claimed.addAll(some);
    }
    assertThat(held).isEqualTo(20_000);
    assertThat(claimed).extracting(ClaimedDelivery::id).doesNotHaveDuplicates().hasSize(5);
  }

  /** Guarantee N: what did not fit does not lose its place to what came later. */
  @Test
  default void whatDidNotFitStandsWhereItStood() {
    Webhook webhook = activeWebhook();
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      inOrder.add(append(webhook, new byte[20_000]));
      passTime(Duration.ofMillis(5));
    }

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<ClaimedDelivery> two =
          claimSome(ClaimRequest.builder(10, lease()).maxBytes(50_000).build());
      assertThat(two)
          .extracting(ClaimedDelivery::id)
          .hasSize(2)
          .isSubsetOf(inOrder.subList(2 * i, 2 * i + 2));
      two.forEach(claim -> claimed.add(claim.id()));
      append(webhook, new byte[15_000]);
      passTime(Duration.ofMillis(5));
    }
    assertThat(claimed).containsExactlyInAnyOrderElementsOf(inOrder);
  }

  /** Guarantee N: long bodies of one webhook don't use up the turns of the others. */
  @Test
  default void webhooksTakeTurnsWhereBytesRunOutToo() {
    Webhook large = activeWebhook();
    for (int i = 0; i < 10; i++) {
      append(large, new byte[60_000]);
    }
    List<Webhook> others = Stream.generate(this::activeWebhook).limit(10).toList();
    Set<String> small = new HashSet<>();
    others.forEach(webhook -> small.add(append(webhook)));

    Set<String> claimed = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      claimSome(ClaimRequest.builder(50, lease()).perWebhook(10).maxBytes(130_000).build())
          .forEach(claim -> claimed.add(claim.id()));
    }
    assertThat(claimed).containsAll(small);
  }

  private static long length(ClaimedDelivery claim) {
    return requireNonNull(claim.body()).length;
  }

  private static long heldBytes(List<ClaimedDelivery> claims) {
    Set<byte[]> bodies = Collections.newSetFromMap(new IdentityHashMap<>());
    claims.forEach(claim -> bodies.add(requireNonNull(claim.body())));
    return bodies.stream().mapToLong(body -> body.length).sum();
  }

  /**
   * Repeats a claim until nothing is due; it must bring so many deliveries, and keep its bounds
   * each time.
   */
  private void assertTakesAll(int expected, ClaimRequest request) {
    Set<String> claimed = new HashSet<>();
    List<ClaimedDelivery> some;
    do {
      some = claimSome(request);
      assertThat(some).hasSizeLessThanOrEqualTo(request.limit());
      assertThat(some.stream().collect(Collectors.groupingBy(ClaimedDelivery::webhookId)).values())
          .allSatisfy(ofOne -> assertThat(ofOne).hasSizeLessThanOrEqualTo(request.perWebhook()));
      some.forEach(claim -> assertThat(claimed.add(claim.id())).isTrue());
    } while (!some.isEmpty());
    assertThat(claimed).hasSize(expected);
  }
}
