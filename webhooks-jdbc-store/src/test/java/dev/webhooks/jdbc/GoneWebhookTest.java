package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliveries whose webhook was deleted, where the deletion did not come to cancel them. */
@ParameterizedClass
@EnumSource(Engine.class)
class GoneWebhookTest {
  /** More than one transaction cancels. */
  private static final int DELIVERIES = 700;

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;

  @BeforeEach
  void open() {
    database = engine.open("gone");
    database.reset();
    store = database.newStore();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Guarantee L: nothing waits for ever, though nobody publishes anything and nothing is due. */
  @Test
  void anIdleNodeCancelsThem() {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    store.append(Stream.generate(() -> event(null, webhook)).limit(DELIVERIES).toList());
    database.execute("delete from webhooks_webhook");
    Duration atMost = Duration.ofHours(1);

    int claims = 0;
    while (store.untilNextDue(claimUpTo(10), atMost).compareTo(Duration.ofSeconds(1)) < 0) {
      assertThat(store.claim(claimUpTo(10))).isEmpty();
      assertThat(++claims).isLessThan(10);
    }

    assertThat(database.count("pending")).isZero();
    assertThat(database.number("select count(*) from webhooks_delivery where state = 'CANCELLED'"))
        .isEqualTo(DELIVERIES);
  }
}
