package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that somebody spoilt: what can't be sent is parked, and its neighbours go on. */
@Timeout(60)
class PoisonRowTest {
  private static final int EVENTS = 20;

  private final Sink sink = Sink.open();
  private Application application;
  private Webhook spoilt;
  private Webhook neighbour;

  @BeforeEach
  void publish() {
    application = Application.on(Application.freshSchema("nodes_poison"), Settings.PATIENT);
    spoilt = application.register(sink, "type.0");
    neighbour = application.register(sink, "type.1");
    application.publish(0, EVENTS, 2);
  }

  @AfterEach
  void close() {
    application.close();
    sink.close();
  }

  /** Guarantees L and N: parked in a final state that says why. */
  @Test
  void aDeliveryWhoseEventRowIsGoneFailsAndItsNeighboursArrive() {
    application.execute(
        "delete from webhooks_event where id ="
            + " (select min(event_id) from webhooks_delivery where webhook_id = '"
            + spoilt.id()
            + "')");

    assertParked(1, "the event's body is missing from the store");
  }

  /** Guarantees L and N. */
  @Test
  void aWebhookWhoseSealedKeyIsCorruptFailsItsDeliveriesAndNoOthers() {
    application.execute(
        "update webhooks_webhook set sealed_key = '\\x0204' where id = '" + spoilt.id() + "'");

    assertParked(EVENTS / 2, "the webhook's signing secret can't be read");
  }

  private void assertParked(int parked, String reason) {
    application.webhooks().dispatcher().start();
    await().atMost(Duration.ofSeconds(20)).until(() -> application.pending() == 0);

    List<String> failed =
        application.rows(
            "select webhook_id, attempts, last_error from webhooks_delivery where state = 'FAILED'");
    assertThat(failed).hasSize(parked).containsOnly(spoilt.id() + " 0 " + reason);
    assertThat(application.inState("DELIVERED")).isEqualTo(EVENTS - parked);
    assertThat(sink.count()).isEqualTo(EVENTS - parked);

    application.publish(EVENTS, EVENTS, 2);
    await().atMost(Duration.ofSeconds(20)).until(() -> application.pending() == 0);
    assertThat(
            application.number(
                "select count(*) from webhooks_delivery where state = 'DELIVERED' and webhook_id = '"
                    + neighbour.id()
                    + "'"))
        .isEqualTo(EVENTS);
  }
}
