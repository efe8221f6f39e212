package dev.webhooks.testing.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.testing.SettableClock;
import dev.webhooks.testing.contract.AppendAnswer;
import dev.webhooks.testing.contract.DeliveryStoreContract;
import dev.webhooks.testing.contract.WebhookStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contracts, and the bounds that this store adds to them. */
class InMemoryStoreTest
    implements WebhookStoreContract<InMemoryStore>, DeliveryStoreContract<InMemoryStore> {
  private static final String WORKSPACE = "acme";
  private static final String WEBHOOK = "wh_here";
  private static final String GONE = "wh_gone";

  private final SettableClock clock = SettableClock.at(Instant.parse("2026-05-13T19:24:02.310Z"));
  private final InMemoryStore store = InMemoryStore.builder().clock(clock).build();
  private final InMemoryStore ofFour =
      InMemoryStore.builder().clock(clock).maxDeliveries(4).build();

  /** Of four digits, so that ids stand in the order of their numbers. */
  private int lastId = 1_000;

  @Override
  public InMemoryStore store() {
    return store;
  }

  @Override
  public void passTime(Duration duration) {
    clock.advance(duration);
  }

  @BeforeEach
  void registerAWebhook() {
    Instant now = clock.instant();
    Webhook webhook =
        Webhook.stored(
                WEBHOOK,
                WORKSPACE,
                WebhookSettings.stored().name("CRM").url("https://hooks.example.com/").build(),
                now)
            .status(WebhookStatus.ACTIVE, null)
            .key("k7Qz", null)
            .verifiedAt(now)
            .version(1)
            .build();
    ofFour.insert(new StoredWebhook(webhook, "a sealed secret".getBytes(UTF_8)), 1);
  }

  @Test
  void withoutSettingsItRunsOnTheSystemsClock() {
    InMemoryStore byDefault = InMemoryStore.create();
    Instant before = Instant.now();
    NewEvent event = event(null, GONE);

    byDefault.append(List.of(event));

    assertThat(
            byDefault
                .findDelivery(WORKSPACE, deliveryOf(event))
                .orElseThrow()
                .delivery()
                .createdAt())
        .isBetween(before, Instant.now());
  }

  @Test
  void itMustHaveRoomForADelivery() {
    assertThatIllegalArgumentException().isThrownBy(() -> InMemoryStore.builder().maxDeliveries(0));
  }

  /** Guarantee B. */
  @Test
  void theOldestFinishedDeliveryMakesRoomForANewOne() {
    String oldest = append(GONE);
    String pending = append(WEBHOOK);
    String younger = append(GONE);
    String youngest = append(GONE);

    String fifth = append(WEBHOOK);
    assertThat(kept(oldest, pending, younger, youngest, fifth))
        .containsExactly(pending, younger, youngest, fifth);

    String sixth = append(WEBHOOK);
    assertThat(kept(pending, younger, youngest, fifth, sixth))
        .containsExactly(pending, youngest, fifth, sixth);
  }

  /** Guarantees B and L. */
  @Test
  void whenUnfinishedDeliveriesFillItNothingOfAListIsStored() {
    String finished = append(GONE);
    String[] pending = {append(WEBHOOK), append(WEBHOOK), append(WEBHOOK)};
    NewEvent first = event("order-7", WEBHOOK);
    NewEvent second = event(null, WEBHOOK);

    assertThatThrownBy(() -> ofFour.append(List.of(first, second)))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasMessageContainingAll("keeps 4", "3 of them are unfinished", "2 more");

    assertThat(kept(pending)).containsExactly(pending);
    assertThat(kept(finished, deliveryOf(first), deliveryOf(second))).containsExactly(finished);
    assertThat(ofFour.append(List.of(first)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(first.id(), 1));
  }

  @Test
  void aFinishedDeliveryIsRoomAgain() {
    Stream.generate(() -> WEBHOOK).limit(4).forEach(this::append);
    NewEvent next = event(null, WEBHOOK);
    assertThatThrownBy(() -> ofFour.append(List.of(next))).isInstanceOf(StoreException.class);

    park(claim().get(0));

    ofFour.append(List.of(next));
    assertThat(kept(deliveryOf(next))).hasSize(1);
  }

  @Test
  void aListThatCanNeverFitIsNotWorthARetry() {
    List<NewEvent> five = Stream.generate(() -> event(null, WEBHOOK)).limit(5).toList();

    assertThatThrownBy(() -> ofFour.append(five))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse());
  }

  /** Guarantee B. */
  @Test
  void aKeyIsForgottenWithTheLastDeliveryOfItsEvent() {
    NewEvent event = event("order-7", GONE, WEBHOOK);
    ofFour.append(List.of(event));
    Stream.generate(() -> GONE).limit(4).forEach(this::append);
    assertThat(kept(event.deliveries().get(0).id(), event.deliveries().get(1).id())).hasSize(1);
    assertThat(isKnown("order-7")).isTrue();

    park(claim().get(0));
    append(GONE);

    assertThat(isKnown("order-7")).isFalse();
  }

  /** Guarantee B. */
  @Test
  void ofTheKeysOfEventsThatNobodyWantedTheYoungestAreKept() {
    Stream.of("1", "2", "3", "4", "5").map(this::event).forEach(e -> ofFour.append(List.of(e)));

    assertThat(List.of("5", "4", "3", "2")).allMatch(this::isKnown);
    assertThat(isKnown("1")).isFalse();
  }

  @Test
  void aRedeliveredDeliveryIsNotEvicted() {
    String redelivered = append(WEBHOOK);
    park(claim().get(0));
    assertThat(ofFour.redeliver(WORKSPACE, redelivered)).isEqualTo(RedeliveryAnswer.ACCEPTED);

    Stream.generate(() -> GONE).limit(9).forEach(this::append);

    assertThat(kept(redelivered)).hasSize(1);
    assertThat(claim()).extracting(ClaimedDelivery::id).containsExactly(redelivered);
  }

  @Test
  void anEvictedDeliveryIsUnknown() {
    String evicted = append(WEBHOOK);
    ClaimedDelivery claim = claim().get(0);
    park(claim);
    Stream.generate(() -> GONE).limit(4).forEach(this::append);

    assertThat(ofFour.complete(List.of(Completion.unsendable(claim, "why")))).isEmpty();
    assertThat(ofFour.findDelivery(WORKSPACE, evicted)).isEmpty();
    assertThat(ofFour.redeliver(WORKSPACE, evicted)).isEqualTo(RedeliveryAnswer.NOT_FOUND);
  }

  /** Guarantee L: time that goes back delays deliveries, and loses none. */
  @Test
  void aClockThatIsSetBackLosesNothing() {
    String id = append(activeWebhook());
    assertThat(store.untilNextDue(claimWithout(), units(9))).isZero();

    passTime(unit().negated());
    assertThat(store.claim(ClaimRequest.builder(9, lease()).build())).isEmpty();
    assertThat(store.untilNextDue(claimWithout(), units(9))).isEqualTo(unit());

    passTime(unit());
    assertThat(claimOne().id()).isEqualTo(id);
  }

  /** Guarantee P. */
  @Test
  void itsTextHoldsNothingButCounts() {
    append(WEBHOOK);
    append(GONE);

    assertThat(ofFour).hasToString("InMemoryStore[webhooks=1, deliveries=2, finished=1]");
  }

  private String append(String webhookId) {
    NewEvent event = event(null, webhookId);
    ofFour.append(List.of(event));
    return deliveryOf(event);
  }

  private NewEvent event(@Nullable String key, String... webhookIds) {
    return NewEvent.builder("evt_" + lastId++)
        .workspace(WORKSPACE)
        .type("message.sent")
        .body("{}".getBytes(UTF_8))
        .idempotencyKey(key)
        .deliveries(
            Stream.of(webhookIds).map(id -> new NewDelivery("dlv_" + lastId++, id)).toList())
        .build();
  }

  private static String deliveryOf(NewEvent event) {
    return event.deliveries().get(0).id();
  }

  private List<ClaimedDelivery> claim() {
    return ofFour.claim(ClaimRequest.builder(1, lease()).build());
  }

  private void park(ClaimedDelivery claim) {
    assertThat(ofFour.complete(List.of(Completion.unsendable(claim, "why")))).hasSize(1);
  }

  private List<String> kept(String... deliveryIds) {
    return Stream.of(deliveryIds)
        .filter(id -> ofFour.findDelivery(WORKSPACE, id).isPresent())
        .toList();
  }

  private boolean isKnown(String key) {
    return ofFour.append(List.of(event(key))).get(0).duplicate();
  }
}
