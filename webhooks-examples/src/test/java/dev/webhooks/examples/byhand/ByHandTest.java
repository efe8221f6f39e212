package dev.webhooks.examples.byhand;

import static dev.webhooks.examples.byhand.Customers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.SettableClock;
import dev.webhooks.testing.TestWebhooks;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What docs/by-hand.md says: which faults {@link HandRolledWebhooks} survives and which it does
 * not, each beside the library.
 */
class ByHandTest {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String BODY = "{\"event\":\"message.sent\"}";

  private final SettableClock clock = SettableClock.at(Instant.parse("2026-05-13T19:24:02Z"));
  private final JdbcDataSource dataSource = new JdbcDataSource();
  private final Customers customers = new Customers();
  private HandRolledWebhooks byHand;

  @BeforeEach
  void open() throws SQLException {
    dataSource.setUrl("jdbc:h2:mem:by_hand_" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    byHand = new HandRolledWebhooks(dataSource, clock);
    byHand.createTables();
  }

  @AfterEach
  void close() {
    customers.close();
  }

  /** What it does well, so that the comparison is a fair one. */
  @Test
  void byHandAnOutboxJoinsTheTransactionAndRetries() throws Exception {
    AtomicInteger posts = new AtomicInteger();
    byHand.register(
        endpoint(call -> answer(call, posts.incrementAndGet() < 3 ? 500 : 200, "")), "secret");
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      byHand.publish(connection, BODY);
      connection.rollback();
      byHand.poll();
      assertThat(posts).hasValue(0);

      byHand.publish(connection, BODY);
      connection.commit();
    }
    for (int i = 0; i < 10; i++) {
      byHand.poll();
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(states()).containsExactly("DELIVERED");
    assertThat(posts).hasValue(3);
  }

  @Test
  void byHandTwoNodesSendEverythingTwice() throws Exception {
    AtomicInteger posts = new AtomicInteger();
    byHand.register(
        endpoint(
            call -> {
              posts.incrementAndGet();
              answer(call, 200, "");
            }),
        "secret");
    publishByHand(10);
    HandRolledWebhooks otherNode = new HandRolledWebhooks(dataSource, clock);

    List<HandRolledWebhooks.Due> mine = byHand.due();
    otherNode.poll();
    byHand.send(mine);

    assertThat(posts).as("ten events").hasValue(20);
  }

  @Test
  void theLibrarysNodesShareTheWork() {
    JdbcStore store = store();
    JdbcStore otherNode = JdbcStore.builder(dataSource).build();
    try (Webhooks webhooks = webhooks(store)) {
      register(webhooks, endpoint(ByHandTest::acknowledge));
      publish(webhooks, 10);

      ClaimRequest request = ClaimRequest.builder(10, Duration.ofMinutes(1)).build();
      List<ClaimedDelivery> mine = store.claim(request);
      List<ClaimedDelivery> theirs = otherNode.claim(request);

      assertThat(mine).hasSize(10);
      assertThat(theirs).isEmpty();
    }
  }

  @Test
  void byHandOneEndpointThatHangsKeepsTheNextOneWaiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger healthy = new AtomicInteger();
    byHand.register(endpoint(call -> hang(call, asked, release)), "secret");
    byHand.register(
        endpoint(
            call -> {
              healthy.incrementAndGet();
              answer(call, 200, "");
            }),
        "secret");
    publishByHand(1);

    CompletableFuture<Void> polling =
        CompletableFuture.runAsync(
            () -> {
              try {
                byHand.poll();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(healthy).as("while the other one hangs").hasValue(0);

    release.countDown();
    polling.get(30, TimeUnit.SECONDS);
    assertThat(healthy).hasValue(1);
  }

  @Test
  void theLibrarySendsToTheOthersMeanwhile() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger healthy = new AtomicInteger();
    try (Webhooks webhooks = webhooks(store())) {
      register(webhooks, endpoint(call -> hang(call, asked, release)));
      register(
          webhooks,
          endpoint(
              call -> {
                healthy.incrementAndGet();
                answer(call, 200, "");
              }));
      webhooks.dispatcher().start();
      publish(webhooks, 1);

      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      await().until(() -> healthy.get() == 1);
      release.countDown();
    }
  }

  @Test
  void byHandAnOutageOfAnHourIsTheEndOfWhatWaited() throws Exception {
    AtomicInteger status = new AtomicInteger(503);
    byHand.register(endpoint(call -> answer(call, status.get(), "")), "secret");
    publishByHand(10);
    for (int minute = 0; minute < 60; minute++) {
      byHand.poll();
      clock.advance(Duration.ofMinutes(1));
    }
    status.set(200);
    for (int minute = 0; minute < 60; minute++) {
      byHand.poll();
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(states()).hasSize(10).containsOnly("FAILED");
  }

  @Test
  void theLibraryKeepsWhatWaitsForAnEndpointThatIsDown() {
    TestWebhooks webhooks = TestWebhooks.create();
    Webhook crm = webhooks.activeWebhook("acme");
    webhooks.answer(crm).with(503);
    publish(webhooks.webhooks(), 10);
    webhooks.advance(Duration.ofHours(1));
    webhooks.answer(crm).with(200);
    webhooks.advance(Duration.ofHours(2));

    DeliveryQuery delivered =
        DeliveryQuery.builder("acme").state(DeliveryState.DELIVERED).limit(200).build();
    assertThat(webhooks.webhooks().deliveryLog().query(delivered).deliveries()).hasSize(10);
  }

  @Test
  void byHandACustomerReachesWhatTheServerCanReach() throws Exception {
    AtomicInteger reached = new AtomicInteger();
    String internal =
        endpoint(
            call -> {
              reached.incrementAndGet();
              answer(call, 200, "the metadata service's secrets");
            });
    byHand.register(internal, "secret");
    publishByHand(1);
    byHand.poll();

    assertThat(reached).hasValue(1);
    assertThat(responses()).containsExactly("the metadata service's secrets");
  }

  @Test
  void theLibraryRefusesAddressesThatAreNotPublicAndUrlsThatProveNothing() {
    String internal = endpoint(ByHandTest::acknowledge);
    try (Webhooks webhooks = Webhooks.builder(store(), SecretCipher.unprotected()).build()) {
      assertThatThrownBy(() -> register(webhooks, internal))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("url");
    }
    String silent = customers.addSilent(call -> answer(call, 200, "not the token"));
    try (Webhooks webhooks = webhooks(store())) {
      register(webhooks, silent);
      assertThat(publish(webhooks, 1)).as("it proved nothing, so it gets nothing").isZero();
    }
  }

  @Test
  void byHandALongAnswerIsReadAndKeptAsAWhole() throws Exception {
    byHand.register(endpoint(call -> answer(call, 200, "x".repeat(8_000_000))), "secret");
    publishByHand(1);
    byHand.poll();

    assertThat(responses().get(0)).hasSize(8_000_000);
  }

  @Test
  void theLibraryKeepsTheBeginningOfALongAnswer() {
    String endpoint = endpoint(call -> answer(call, 200, "x".repeat(8_000_000)));
    try (Webhooks webhooks = webhooks(store())) {
      register(webhooks, endpoint);
      webhooks.dispatcher().start();
      publish(webhooks, 1);

      DeliveryQuery all = DeliveryQuery.builder("acme").build();
      await()
          .until(
              () ->
                  webhooks.deliveryLog().query(all).deliveries().get(0).state()
                      == DeliveryState.DELIVERED);
      String id = webhooks.deliveryLog().query(all).deliveries().get(0).id();
      DeliveryDetail detail = webhooks.deliveryLog().find("acme", id).orElseThrow();
      assertThat(detail.attempts().get(0).responseBody()).hasSizeLessThanOrEqualTo(4_096);
      assertThat(detail.attempts().get(0).truncated()).isTrue();
    }
  }

  private void publishByHand(int count) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      for (int i = 0; i < count; i++) {
        byHand.publish(connection, BODY);
      }
    }
  }

  private List<String> states() throws SQLException {
    return column("state");
  }

  private List<String> responses() throws SQLException {
    return column("response");
  }

  private List<String> column(String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select " + name + " from outbox order by id");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private JdbcStore store() {
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    return store;
  }

  private static Webhooks webhooks(JdbcStore store) {
    return Webhooks.builder(store, SecretCipher.unprotected())
        .urlPolicy(UrlPolicy.allowingLocal())
        .build();
  }

  private static void register(Webhooks webhooks, String url) {
    webhooks.registry().register("acme", WebhookSettings.builder().name("CRM").url(url).build());
  }

  /** How many deliveries that made. */
  private static int publish(Webhooks webhooks, int count) {
    int deliveries = 0;
    for (int i = 0; i < count; i++) {
      Event event = Event.builder("message.sent").workspace("acme").data(i).build();
      deliveries += webhooks.publisher().publish(event).deliveries();
    }
    return deliveries;
  }

  private String endpoint(HttpHandler handler) {
    return customers.add(handler);
  }

  private static void acknowledge(HttpExchange call) throws IOException {
    answer(call, 200, "");
  }

  private static void hang(HttpExchange call, CountDownLatch asked, CountDownLatch release)
      throws IOException {
    asked.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(call, 200, "");
  }
}
