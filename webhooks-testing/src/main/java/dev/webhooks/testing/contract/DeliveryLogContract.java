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
    assertThat(idsOf(query().to(middle))).containsExactly(first);
    assertThat(idsOf(query().to(middle.plusMillis(1)))).containsExactly(second, first);
    assertThat(idsOf(query().from(middle).to(middle.plusMillis(1)))).containsExactly(second);
    assertThat(idsOf(query().from(middle).to(middle))).isEmpty();
    assertThat(idsOf(query().from(Instant.EPOCH).to(middle.plus(units(100))))).hasSize(3);
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

  private List<String> idsOf(DeliveryQuery.Builder query) {
    return store().query(query.build()).deliveries().stream().map(Delivery::id).toList();
  }

  private static DeliveryQuery.Builder query() {
    return DeliveryQuery.builder(WORKSPACE);
  }

  private static NewEvent eventOf(String type, List<NewDelivery> deliveries) {
    return new NewEvent(id("evt"), WORKSPACE, null, type, "{}".getBytes(UTF_8), null, deliveries);
  }
}
