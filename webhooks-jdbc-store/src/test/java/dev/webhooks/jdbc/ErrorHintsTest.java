package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.StoreException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What can't pass by itself is final, and says what to do. */
@ParameterizedClass
@EnumSource(Engine.class)
class ErrorHintsTest {
  @Parameter Engine engine;

  @Test
  void aColumnAndATableThatAreMissing() {
    try (TestDatabase database = engine.open("advice")) {
      database.reset();
      JdbcStore store = database.newStore();
      store.append(List.of(event(null, activeWebhook(store, WORKSPACE))));
      database.execute("alter table webhooks_webhook drop column status");
      assertFinal(() -> store.claim(claimUpTo(10)), "a column is missing");
      assertFinal(() -> store.list(WebhookQuery.of(WORKSPACE)), "a column is missing");

      database.execute("drop table webhooks_pending");
      assertFinal(() -> store.claim(claimUpTo(10)), "a table is missing");
      for (String table : new String[] {"workspace", "webhook", "event", "delivery", "attempt"}) {
        database.execute("drop table webhooks_" + table);
      }
      database.execute("drop table webhooks_schema_version");
      assertFinal(store::checkWritable, "a table is missing");
      store.createSchema();
      store.checkWritable();
    }
  }

  private static void assertFinal(ThrowingCallable call, String advice) {
    assertThatThrownBy(call)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(advice)
        .extracting(e -> ((StoreException) e).isRetryable())
        .isEqualTo(false);
  }
}
