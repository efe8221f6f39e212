package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.Subscriptions;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that not every database can hold: no two of them may ever count as one. */
@ParameterizedClass
@EnumSource(Engine.class)
class OddTextsTest {
  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;

  @BeforeEach
  void open() {
    database = engine.open("odd_texts");
    database.reset();
    store = database.newStore();
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\uD83D", "\uDE00"})
  void whoAsksWithAnOddTextFindsNothing(String odd) {
    for (String alias : List.of("acme\uFFFD", "acme?", "acme")) {
      Webhook webhook = activeWebhook(store, alias);
      store.append(List.of(event("key", webhook)));
    }
    Webhook webhook = store.list(WebhookQuery.of("acme")).webhooks().get(0);
    String asked = "acme" + odd;

    assertThatThrownBy(() -> WebhookQuery.of(asked)).isInstanceOf(InvalidInputException.class);
    assertThat(store.findWebhook(asked, webhook.id())).isEmpty();
    assertThat(store.findWebhook("acme", webhook.id() + odd)).isEmpty();
    assertThat(store.findWebhooks(List.of("wh" + odd))).isEmpty();
    assertThat(store.findWebhooks(List.of("wh" + odd, webhook.id()))).hasSize(1);
    assertThat(store.subscriptions(asked, Subscriptions.NONE).orElseThrow().webhooks()).isEmpty();
    assertThat(store.findDelivery("acme", "dlv" + odd)).isEmpty();
    assertThat(store.redeliver("acme", "dlv" + odd)).isEqualTo(RedeliveryAnswer.NOT_FOUND);
    assertThat(store.recover(asked, webhook.id(), Instant.EPOCH, Instant.MAX, null, 10)).isEmpty();
    assertThat(store.delete(asked, webhook.id())).isFalse();
    assertThat(store.delete("acme", webhook.id() + odd)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\uD83D", "\uDE00"})
  void anOddTextIsNotStored(String odd) {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    Webhook renamed =
        webhook.toBuilder()
            .settings(WebhookSettings.stored().name("CRM" + odd).url(webhook.url()).build())
            .build();

    assertRefused(() -> activeWebhook(store, "acme" + odd));
    assertRefused(() -> store.replace(new StoredWebhook(renamed, new byte[] {1})));
    assertRefused(() -> store.append(List.of(event("key" + odd, webhook))));
    assertRefused(() -> store.append(List.of(account("acct" + odd))));

    assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(webhook);
    assertThat(database.count("event")).isZero();
  }

  @Test
  void whateverElseComesBackAsItWas() {
    for (String text :
        List.of("\uD83D\uDE00", "e\u0301", "\u00E9", "a\\'%_{in}{now}:id?$1", "\uFFFD")) {
      Webhook webhook = activeWebhook(store, text);

      assertThat(store.list(WebhookQuery.of(text)).webhooks()).containsExactly(webhook);
    }
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse());
  }

  private static NewEvent account(String account) {
    return NewEvent.builder(Fixture.id("evt"))
        .workspace(WORKSPACE)
        .account(account)
        .type("message.sent")
        .body(new byte[0])
        .idempotencyKey("key")
        .build();
  }
}
