package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static dev.webhooks.jdbc.Fixture.eventWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.TransactionOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A MariaDB server that takes packets of 1 MiB, as old ones do by default. */
@ParameterizedClass(name = "{0}")
@ValueSource(
    strings = {
      "",
      "&useBulkStmts=true",
      "&rewriteBatchedStatements=true",
      "&useServerPrepStmts=true"
    })
@Isolated("the server's setting is everybody's")
class SmallPacketTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  @Parameter String driver;
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    TestDatabase.execute(
        MariaDbServer.database("mysql", ""), "set global max_allowed_packet = 1048576");
    database = TestDatabase.on(MariaDbServer.database("small_packet", driver));
    database.reset();
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
  }

  @AfterEach
  void close() {
    TestDatabase.execute(
        MariaDbServer.database("mysql", ""), "set global max_allowed_packet = 16777216");
    database.close();
  }

  /** Guarantee L: 300 answers of 4 KiB of 0xff, each of which is stored as three bytes. */
  @Test
  void answersThatAreLongerThanAPacketTogetherAreStored() {
    store.append(IntStream.range(0, 300).mapToObj(i -> event(null, webhook)).toList());
    List<ClaimedDelivery> claims = store.claim(claimUpTo(300));
    String answer = "\uFFFD".repeat(4 * 1024);
    List<Completion> completions = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      Attempt attempt =
          Attempt.builder(1, NOON, Duration.ofMillis(3))
              .httpStatus(200)
              .responseBody(answer)
              .build();
      completions.add(Completion.delivered(claim, attempt));
    }

    assertThat(store.complete(completions)).hasSize(300);

    assertThat(database.count("attempt")).isEqualTo(300);
    assertThat(store.findDelivery(WORKSPACE, claims.get(0).id()).orElseThrow())
        .satisfies(
            detail -> {
              assertThat(detail.delivery().state()).isEqualTo(DeliveryState.DELIVERED);
              assertThat(detail.attempts().get(0).responseBody()).isEqualTo(answer);
            });
  }

  @Test
  void eventsThatAreLongerThanAPacketTogetherAreStoredTogether() {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] body = new byte[250_000];
      Arrays.fill(body, (byte) '\'');
      events.add(eventWith(body, i % 2 == 0 ? null : "key-" + i, webhook));
    }

    assertThat(store.append(events)).noneMatch(PublishedEvent::duplicate);

    assertThat(database.count("event")).isEqualTo(16);
    List<ClaimedDelivery> claims = store.claim(claimUpTo(100));
    assertThat(claims).hasSize(16).allMatch(claim -> claim.body().length == 250_000);
  }

  /** Guarantee L: in the caller's transaction too, and by way of the publisher. */
  @Test
  void whatIsPublishedAtOnceMayBeLongerThanAPacket() throws SQLException {
    List<Event> events =
        Stream.generate(
                () ->
                    Event.builder("message.sent")
                        .workspace(WORKSPACE)
                        .data(Map.of("text", "'".repeat(250_000)))
                        .build())
            .limit(8)
            .toList();
    try (Webhooks webhooks = Webhooks.builder(store, SecretCipher.unprotected()).build();
        Connection connection = database.dataSource().getConnection()) {
      assertThat(webhooks.publisher().publishAll(events)).hasSize(8);
      connection.setAutoCommit(false);
      assertThat(webhooks.publisher().within(store.on(connection)).publishAll(events)).hasSize(8);
      assertThat(database.count("event")).as("not committed yet").isEqualTo(8);
      connection.commit();
      connection.setAutoCommit(true);
    }

    assertThat(database.count("event")).isEqualTo(16);
    assertThat(store.claim(claimUpTo(100))).hasSize(16);
  }

  /** Half of a list would be committed by a caller who catches what is thrown. */
  @Test
  void aRowThatIsLongerThanAPacketLeavesTheCallersTransactionAsItWas() throws SQLException {
    NewEvent longOne = eventWith(new byte[1_100_000], null, webhook);
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      TransactionOutbox outbox = store.on(connection);
      outbox.append(List.of(event(null, webhook)));

      assertThatThrownBy(() -> outbox.append(List.of(event(null, webhook), longOne)))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
          .hasMessageContaining("max_allowed_packet");

      connection.commit();
      connection.setAutoCommit(true);
    }
    assertThat(database.count("event")).isEqualTo(1);
    assertThat(database.count("pending")).isEqualTo(1);
  }

  /** Keys that are longer than a packet together, all of them known. */
  @Test
  void manyKeysAreLookedForAndNotOnlyAFew() {
    List<NewEvent> events =
        IntStream.range(0, 2_500)
            .mapToObj(i -> event("k".repeat(490) + (100_000 + i), webhook))
            .toList();
    store.append(events);

    assertThat(store.append(events)).hasSize(2_500).allMatch(PublishedEvent::duplicate);
  }

  /** Guarantee L: it is final, and nothing of it is left behind. */
  @ParameterizedTest
  @ValueSource(strings = {"", "with a key"})
  void aRowThatIsLongerThanAPacketIsRefusedForGood(String key) {
    NewEvent longOne = eventWith(new byte[1_100_000], key.isEmpty() ? null : key, webhook);

    assertThatThrownBy(() -> store.append(List.of(event(null, webhook), longOne)))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("max_allowed_packet");

    assertThat(database.count("event")).isZero();
    assertThat(database.count("delivery")).isZero();
    assertThat(store.append(List.of(event(null, webhook)))).hasSize(1);
  }
}
