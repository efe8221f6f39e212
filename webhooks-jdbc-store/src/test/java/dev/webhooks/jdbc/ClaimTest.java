package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.NewEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of rows that something is wrong with. */
@ParameterizedClass
@EnumSource(Engine.class)
class ClaimTest {
  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;

  @BeforeEach
  void open() {
    database = engine.open("claims");
    database.reset();
    store = database.newStore();
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  /** Guarantee N. */
  @Test
  void aLostBodyIsClaimedAsSuchAndItsNeighboursGoOn() {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    NewEvent lost = event(null, webhook);
    store.append(List.of(event(null, webhook), lost, event(null, webhook)));
    database.execute("delete from webhooks_event where id = '" + lost.id() + "'");

    List<ClaimedDelivery> claims = store.claim(claimUpTo(10));

    assertThat(claims).hasSize(3);
    assertThat(claims)
        .allSatisfy(
            claim ->
                assertThat(claim.body() == null)
                    .isEqualTo(claim.delivery().eventId().equals(lost.id())));
    assertThat(store.findDelivery(WORKSPACE, lost.deliveries().get(0).id())).isPresent();
  }

  /**
   * Guarantees L, B and N: on H2 it is what a kill left and would be claimed for ever. Elsewhere it
   * may only not be seen yet, and keeps its place.
   */
  @Test
  void whatTheLogDoesNotKnowIsNotSentAndItsNeighboursGoOn() {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    NewEvent unknown = event(null, webhook);
    store.append(List.of(event(null, webhook), unknown, event(null, webhook)));
    String id = unknown.deliveries().get(0).id();
    database.execute("delete from webhooks_delivery where id = '" + id + "'");

    List<ClaimedDelivery> claims = store.claim(claimUpTo(10));

    assertThat(claims).extracting(ClaimedDelivery::id).hasSize(2).doesNotContain(id);
    assertThat(database.count("pending")).isEqualTo(engine == Engine.H2 ? 2 : 3);
  }

  /** A node may die between deleting a webhook and cancelling what it leaves. */
  @Test
  void claimsEndWhatADeletedWebhookLeftBehind() {
    Webhook gone = activeWebhook(store, WORKSPACE);
    List<NewEvent> events = Stream.generate(() -> event(null, gone)).limit(1_200).toList();
    store.append(events);
    database.execute("delete from webhooks_webhook");
    String left = events.get(0).deliveries().get(0).id();
    assertThat(store.findDelivery(WORKSPACE, left).orElseThrow().delivery().state())
        .isEqualTo(DeliveryState.CANCELLED);

    for (int i = 0; i < 3; i++) {
      assertThat(store.claim(claimUpTo(10))).isEmpty();
    }

    assertThat(database.count("pending")).isZero();
    assertThat(store.findDelivery(WORKSPACE, left).orElseThrow().delivery().state())
        .isEqualTo(DeliveryState.CANCELLED);
  }
}
