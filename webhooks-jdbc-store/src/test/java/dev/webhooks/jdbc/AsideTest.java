package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoredWebhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliveries that are set aside while their webhooks are not active. */
@ParameterizedClass
@EnumSource(Engine.class)
class AsideTest {
  private static final int WEBHOOKS = 40;
  private static final int EACH = 3;
  private static final String ASIDE =
      "select count(*) from webhooks_pending where workspace is null";

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private final List<Webhook> webhooks = new ArrayList<>();
  private final Set<String> deliveries = new HashSet<>();

  @BeforeEach
  void setAside() {
    database = engine.open("aside");
    database.reset();
    store = database.newStore();
    for (int i = 0; i < WEBHOOKS; i++) {
      Webhook webhook = activeWebhook(store, WORKSPACE + i % 7);
      for (int k = 0; k < EACH; k++) {
        NewEvent event = event(null, webhook);
        store.append(List.of(event));
        deliveries.add(event.deliveries().get(0).id());
      }
      webhooks.add(changed(webhook, WebhookStatus.DISABLED));
    }
    store.claim(claimUpTo(10));
    assertThat(database.number(ASIDE)).isEqualTo(WEBHOOKS * EACH);
    assertThat(database.count("held")).isEqualTo(WEBHOOKS);
  }

  private Webhook changed(Webhook webhook, WebhookStatus status) {
    Webhook changed = webhook.toBuilder().status(status, null).build();
    assertThat(store.replace(new StoredWebhook(changed, new byte[] {1}))).isTrue();
    return changed.toBuilder().version(webhook.version() + 1).build();
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  /** Guarantee N. */
  @Test
  void whatIsAsideIsNotWalkedOver() {
    assertThat(store.claim(claimUpTo(10))).isEmpty();
    assertThat(store.untilNextDue(claimUpTo(10), Duration.ofHours(1)))
        .isEqualTo(Duration.ofHours(1));

    NewEvent event = event(null, activeWebhook(store, WORKSPACE));
    store.append(List.of(event));
    assertThat(store.claim(claimUpTo(10))).hasSize(1);
  }

  @Test
  void whoeverMakesAWebhookActivePutsItsDeliveriesBack() {
    webhooks.forEach(webhook -> changed(webhook, WebhookStatus.ACTIVE));

    assertThat(database.number(ASIDE)).isZero();
    assertThat(database.count("held")).isZero();
    assertThat(claimed()).isEqualTo(deliveries);
  }

  /** Guarantee L: a node dies between the change of the status and what follows it. */
  @Test
  void othersPutBackWhatADeadNodeDidNot() {
    database.execute("update webhooks_webhook set status = 'ACTIVE'");
    database.execute("update webhooks_held set released = 1");
    store = database.newStore();

    assertThat(store.untilNextDue(claimUpTo(10), Duration.ofHours(1))).isZero();
    assertThat(claimed()).isEqualTo(deliveries);
    assertThat(database.count("held")).isZero();
  }

  /** Guarantee L: a release that knows no notes makes webhooks active, and deletes some. */
  @Test
  void whatAnOlderReleaseForgetsIsNoticed() {
    assumeTrue(engine == Engine.POSTGRESQL, "waits for ten seconds, and is the same everywhere");
    database.execute("update webhooks_webhook set status = 'ACTIVE'");
    String gone = webhooks.get(0).id();
    database.execute("delete from webhooks_webhook where id = '" + gone + "'");

    Set<String> claimed = new HashSet<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              store.claim(claimUpTo(500)).forEach(claim -> claimed.add(claim.id()));
              return database.count("held") == 0;
            });

    claimed.addAll(claimed());
    assertThat(claimed).hasSize((WEBHOOKS - 1) * EACH);
    assertThat(database.number("select count(*) from webhooks_delivery where state = 'CANCELLED'"))
        .isEqualTo(EACH);
  }

  @Test
  void whatIsAsideGoesWithItsWebhookOrItsWorkspace() {
    Webhook deleted = webhooks.get(0);
    assertThat(store.delete(deleted.workspace(), deleted.id())).isTrue();
    store.erase(webhooks.get(1).workspace());

    assertThat(database.number("select count(*) from webhooks_delivery where state = 'CANCELLED'"))
        .isEqualTo(EACH);
    Set<String> left = new HashSet<>();
    for (String id : deliveries) {
      webhooks.stream()
          .map(Webhook::workspace)
          .distinct()
          .flatMap(workspace -> store.findDelivery(workspace, id).stream())
          .filter(found -> found.delivery().state() == DeliveryState.HELD)
          .forEach(found -> left.add(found.delivery().id()));
    }
    assertThat(database.number(ASIDE)).isEqualTo(left.size());
    assertThat(claimed()).isEmpty();
  }

  private Set<String> claimed() {
    Set<String> claimed = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      List<ClaimedDelivery> some = store.claim(claimUpTo(500));
      some.forEach(claim -> assertThat(claimed.add(claim.id())).isTrue());
    }
    return claimed;
  }
}
