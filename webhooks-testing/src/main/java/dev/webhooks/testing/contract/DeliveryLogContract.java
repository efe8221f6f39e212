package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.deliveriesTo;
import static dev.webhooks.testing.contract.Samples.event;
import static dev.webhooks.testing.contract.Samples.id;
import static dev.webhooks.testing.contract.Samples.refused;
import static dev.webhooks.testing.contract.Samples.webhook;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.WebhookStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link DeliveryStore#query} and {@link DeliveryStore#findDelivery} must do.
 *
 * @param <S> the store's type
 */
public interface DeliveryLogContract<S extends WebhookStore & DeliveryStore>
    extends StoreFixture<S> {

  /** While a POST is under way nobody can say when the next one is. */
  @Test
  default void whatIsUnderWayHasNoNextAttempt() {
    String id = append(activeWebhook());
    assertThat(delivery(id).nextAttemptAt()).isNotNull();

    ClaimedDelivery claim = claimOne();
    assertThat(delivery(id).nextAttemptAt()).isNull();
    store().complete(List.of(Completion.retry(claim, refused(1), units(1))));

    assertThat(delivery(id).nextAttemptAt()).isNotNull();
    passTime(units(2));
    claimOne();
    assertThat(delivery(id).nextAttemptAt()).isNull();
    passTime(units(6));
    assertThat(delivery(id).nextAttemptAt()).isNotNull();
  }

  @Test
  default void aWorkspaceSeesItsOwnDeliveriesNewestFirst() {
    Webhook webhook = activeWebhook();
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      newestFirst.add(0, append(webhook));
      passTime(unit());
    }
    append(register(webhook(OTHER_WORKSPACE)));

    DeliveryPage page = store().query(query().build());

    assertThat(page.deliveries()).extracting(Delivery::id).containsExactlyElementsOf(newestFirst);
    assertThat(page.nextCursor()).isNull();
    assertThat(page.deliveries())
        .containsExactlyElementsOf(newestFirst.stream().map(this::delivery).toList());
  }

  @Test
  default void aWorkspaceWithoutDeliveriesHasAnEmptyLog() {
    DeliveryPage page = store().query(DeliveryQuery.builder("nobody").build());

    assertThat(page.deliveries()).isEmpty();
    assertThat(page.nextCursor()).isNull();
  }

  /** Ids in no order, because a log that is sorted by time alone tears pages apart here. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 20, 40, 200})
  default void pagesHoldEachDeliveryOnceAlsoIfManyAreOfTheSameInstant(int limit) {
    Webhook webhook = activeWebhook();
    for (int i = 0; i < 2; i++) {
      List<NewDelivery> deliveries =
          new ArrayList<>(
              deliveriesTo(Stream.generate(() -> webhook).limit(20).toArray(Webhook[]::new)));
      Collections.shuffle(deliveries, new Random(i));
      store()
          .append(
              deliveries.stream()
                  .map(delivery -> eventOf("message.sent", List.of(delivery)))
                  .toList());
      passTime(unit());
    }

    List<Delivery> listed = new ArrayList<>();
    DeliveryPage page = store().query(query().limit(limit).build());
    listed.addAll(page.deliveries());
    while (page.nextCursor() != null) {
      assertThat(page.deliveries()).hasSize(limit);
      page = store().query(query().limit(limit).cursor(page.nextCursor()).build());
      assertThat(page.deliveries()).isNotEmpty();
      listed.addAll(page.deliveries());
      assertThat(listed).hasSizeLessThanOrEqualTo(40);
    }

    assertThat(listed).extracting(Delivery::id).doesNotHaveDuplicates().hasSize(40);
    assertThat(listed)
        .isSortedAccordingTo(
            Comparator.comparing(Delivery::createdAt).thenComparing(Delivery::id).reversed());
  }

  @Test
  default void aCursorKeepsItsPlaceWhileNewerDeliveriesArrive() {
    Webhook webhook = activeWebhook();
    append(webhook, 5);
    DeliveryPage first = store().query(query().limit(3).build());

    append(webhook, 5);
    DeliveryPage second = store().query(query().limit(3).cursor(first.nextCursor()).build());

    List<String> ids =
        Stream.of(first, second).flatMap(p -> p.deliveries().stream()).map(Delivery::id).toList();
    assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    assertThat(second.nextCursor()).isNull();
  }

  @Test
  default void aFilterHoldsAcrossPages() {
    Webhook wanted = activeWebhook();
    Webhook other = activeWebhook();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(append(wanted));
      append(other, 3);
    }
    DeliveryQuery.Builder query = query().webhookId(wanted.id()).limit(4);

    DeliveryPage first = store().query(query.build());
    DeliveryPage second = store().query(query.cursor(first.nextCursor()).build());

    assertThat(Stream.of(first, second).flatMap(page -> page.deliveries().stream()))
        .extracting(Delivery::id)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(second.nextCursor()).isNull();
  }

  @ParameterizedTest
  @EnumSource(DeliveryState.class)
  default void theLogIsFilteredByState(DeliveryState state) {
    Webhook webhook = activeWebhook();
    append(webhook);
    store().complete(List.of(Completion.delivered(claimOne(), acknowledged(1))));
    append(webhook);
    store().complete(List.of(Completion.exhausted(claimOne(), refused(1))));
    append(webhook);
    append(disabledWebhook());
    Webhook gone = activeWebhook();
    append(gone);
    store().delete(WORKSPACE, gone.id());

    assertThat(store().query(query().state(state).build()).deliveries())
        .extracting(Delivery::state)
        .containsExactly(state);
    assertThat(store().query(query().build()).deliveries())
        .extracting(Delivery::state)
        .containsExactlyInAnyOrder(DeliveryState.values());
  }

  @Test
  default void theLogIsFilteredByWebhookAndByEventType() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    List<NewEvent> events = new ArrayList<>();
    for (String type : List.of("message.sent", "message.Sent", "message")) {
      events.add(eventOf(type, deliveriesTo(one, two)));
    }
    store().append(events);

    assertThat(idsOf(query().webhookId(one.id())))
        .containsExactlyInAnyOrderElementsOf(
            events.stream().map(event -> event.deliveries().get(0).id()).toList());
    assertThat(idsOf(query().eventType("message.sent")))
        .containsExactlyInAnyOrderElementsOf(
            events.get(0).deliveries().stream().map(NewDelivery::id).toList());
    assertThat(
            idsOf(
                query().webhookId(two.id()).eventType("message.Sent").state(DeliveryState.PENDING)))
        .containsExactly(events.get(1).deliveries().get(1).id());
    assertThat(idsOf(query().webhookId("wh_unknown"))).isEmpty();
    assertThat(idsOf(query().eventType("message.%"))).isEmpty();
    assertThat(idsOf(DeliveryQuery.builder(OTHER_WORKSPACE).webhookId(one.id()))).isEmpty();
  }

  @Test
  default void theLogIsFilteredByEventId() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    NewEvent event = eventOf("message.sent", deliveriesTo(one, two));
    store().append(List.of(event, eventOf("message.sent", deliveriesTo(one, two))));
    List<String> ids = event.deliveries().stream().map(NewDelivery::id).toList();

    assertThat(idsOf(query().eventId(event.id()))).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(idsOf(query().eventId(event.id()).webhookId(two.id()))).containsExactly(ids.get(1));
    assertThat(idsOf(query().eventId(event.id()).state(DeliveryState.FAILED))).isEmpty();
    assertThat(idsOf(query().eventId("evt_unknown"))).isEmpty();
    assertThat(idsOf(DeliveryQuery.builder(OTHER_WORKSPACE).eventId(event.id()))).isEmpty();
    assertPaged(query().eventId(event.id()), ids);
  }

  @Test
  default void theLogIsFilteredByAccount() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    Webhook elsewhere = register(webhook(OTHER_WORKSPACE));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.addAll(appendFor("acct_7", one, two));
      appendFor("acct_77", one, two);
      appendFor("ACCT_7", one);
      appendFor(null, two);
    }
    List<String> theirs = appendFor("acct_7", elsewhere);

    assertPaged(query().account("acct_7"), ids);
    assertThat(idsOf(query().account("acct_7").webhookId(two.id())))
        .containsExactlyInAnyOrder(ids.get(1), ids.get(3), ids.get(5));
    assertThat(idsOf(query().account("acct_7").state(DeliveryState.PENDING))).hasSize(6);
    assertThat(idsOf(query().account("acct"))).isEmpty();
    assertThat(idsOf(DeliveryQuery.builder(OTHER_WORKSPACE).account("acct_7")))
        .containsExactlyElementsOf(theirs);
    assertThat(idsOf(DeliveryQuery.ofAllWorkspaces().account("acct_7")))
        .containsExactlyInAnyOrderElementsOf(concat(ids, theirs));
  }

  @Test
  default void theLogIsFilteredByTheHttpStatusOfTheLastAttempt() {
    Webhook webhook = activeWebhook();
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      refused.add(append(webhook));
      store().complete(List.of(Completion.exhausted(claimOne(), refused(1))));
      append(webhook);
      store().complete(List.of(Completion.delivered(claimOne(), acknowledged(1))));
    }
    append(webhook);

    assertPaged(query().httpStatus(503), refused);
    assertThat(idsOf(query().httpStatus(204).state(DeliveryState.DELIVERED))).hasSize(2);
    assertThat(idsOf(query().httpStatus(204).state(DeliveryState.FAILED))).isEmpty();
    assertThat(idsOf(query().httpStatus(200))).isEmpty();
  }

  /** For the host's operator, and only where the query says so. */
  @Test
  default void theLogOfAllWorkspacesIsOneList() {
    Webhook here = activeWebhook();
    Webhook elsewhere = register(webhook(OTHER_WORKSPACE));
    List<String> oldestFirst = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      oldestFirst.add(append(here));
      passTime(unit());
      oldestFirst.add(append(elsewhere));
      passTime(unit());
    }
    List<String> newestFirst = new ArrayList<>(oldestFirst);
    Collections.reverse(newestFirst);

    assertThat(idsOf(DeliveryQuery.ofAllWorkspaces())).containsExactlyElementsOf(newestFirst);
    assertPaged(DeliveryQuery.ofAllWorkspaces(), oldestFirst);
    assertThat(idsOf(DeliveryQuery.ofAllWorkspaces().webhookId(elsewhere.id())))
        .containsExactly(newestFirst.get(0), newestFirst.get(2), newestFirst.get(4));
    assertThat(store().query(query().build()).deliveries())
        .extracting(Delivery::workspace)
        .containsOnly(WORKSPACE);
  }

  @Test
  default void theLogIsFilteredByTimeOfCreation() {
    Webhook webhook = activeWebhook();
    String first = append(webhook);
    passTime(unit());
    String second = append(webhook);
    passTime(unit());
    String third = append(webhook);
    Instant middle = delivery(second).createdAt();

    assertThat(idsOf(query().from(middle))).containsExactly(third, second);
    assertThat(idsOf(query().from(middle.plusMillis(1)))).containsExactly(third);
    assertThat(idsOf(query().until(middle))).containsExactly(first);
    assertThat(idsOf(query().until(middle.plusMillis(1)))).containsExactly(second, first);
    assertThat(idsOf(query().from(middle).until(middle.plusMillis(1)))).containsExactly(second);
    assertThat(idsOf(query().from(middle).until(middle))).isEmpty();
    assertThat(idsOf(query().from(Instant.EPOCH).until(middle.plus(units(100))))).hasSize(3);
  }

  @Test
  default void aDeliveryIsFoundWithItsBodyAndItsAttempts() {
    NewEvent event = event(WORKSPACE, null, "{\"a\":1.0}".getBytes(UTF_8), activeWebhook());
    store().append(List.of(event));
    store().complete(List.of(Completion.delivered(claimOne(), acknowledged(1))));
    String id = event.deliveries().get(0).id();

    assertThat(detail(id).body()).isEqualTo("{\"a\":1.0}");
    assertThat(detail(id).attempts()).containsExactly(acknowledged(1));
    assertThat(store().query(query().build()).deliveries()).containsExactly(delivery(id));
  }

  @Test
  default void aDeliveryIsAbsentFromOtherWorkspaces() {
    String id = append(activeWebhook());

    assertThat(store().findDelivery(OTHER_WORKSPACE, id)).isEmpty();
    assertThat(store().findDelivery("ACME", id)).isEmpty();
    assertThat(store().findDelivery(WORKSPACE, "dlv_unknown")).isEmpty();
    assertThat(idsOf(DeliveryQuery.builder("ACME"))).isEmpty();
  }

  /** The same deliveries one by one as at once. */
  private void assertPaged(DeliveryQuery.Builder query, List<String> ids) {
    List<String> listed = idsOf(query);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    List<String> oneByOne = new ArrayList<>();
    DeliveryPage page = store().query(query.limit(1).build());
    oneByOne.addAll(page.deliveries().stream().map(Delivery::id).toList());
    while (page.nextCursor() != null) {
      page = store().query(query.cursor(page.nextCursor()).build());
      oneByOne.addAll(page.deliveries().stream().map(Delivery::id).toList());
    }
    assertThat(oneByOne).isEqualTo(listed);
  }

  private List<String> appendFor(@Nullable String account, Webhook... webhooks) {
    List<NewDelivery> deliveries = deliveriesTo(webhooks);
    store()
        .append(
            List.of(
                NewEvent.builder(id("evt"))
                    .workspace(webhooks[0].workspace())
                    .account(account)
                    .type("message.sent")
                    .body("{}".getBytes(UTF_8))
                    .deliveries(deliveries)
                    .build()));
    return deliveries.stream().map(NewDelivery::id).toList();
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private List<String> idsOf(DeliveryQuery.Builder query) {
    return store().query(query.build()).deliveries().stream().map(Delivery::id).toList();
  }

  private static DeliveryQuery.Builder query() {
    return DeliveryQuery.builder(WORKSPACE);
  }

  private static NewEvent eventOf(String type, List<NewDelivery> deliveries) {
    return NewEvent.builder(id("evt"))
        .workspace(WORKSPACE)
        .type(type)
        .body("{}".getBytes(UTF_8))
        .deliveries(deliveries)
        .build();
  }
}
