package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.webhooks.Webhooks;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.RotatedKey;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipher;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/**
 * Guarantee P: after all that can happen to a webhook, neither the tables nor the log hold one of
 * its secrets in any form that a careless dump would take.
 */
@Isolated("reads the whole log")
class SecretsAtRestTest {
  private static final String WORKSPACE = "acme";
  private static final String TOKEN = "Bearer s3cr3t-of-the-receiver";

  /** What is looked for at every place: no shorter part of a secret is of use to anybody. */
  private static final int WINDOW = 20;

  private final byte[] oldMasterKey = randomKey();
  private final byte[] newMasterKey = randomKey();

  /** All that was ever sealed, as it was before. */
  private final List<byte[]> sealed = new CopyOnWriteArrayList<>();

  private final List<ApiKey> apiKeys = new ArrayList<>();

  @Test
  void onH2() throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:secrets;DB_CLOSE_DELAY=-1");
    assertNothingShows(TestDatabase.on(h2));
  }

  @Test
  void onPostgres() throws Exception {
    assertNothingShows(TestDatabase.postgres("secrets"));
  }

  @Test
  void onMariaDb() throws Exception {
    assertNothingShows(TestDatabase.on(MariaDbServer.database("secrets", "")));
  }

  private void assertNothingShows(TestDatabase opened) throws Exception {
    List<String> dump = new ArrayList<>();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    try (TestDatabase database = opened;
        EchoingEndpoint endpoint = new EchoingEndpoint()) {
      database.reset();
      Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      Level before = root.getLevel();
      log.start();
      root.setLevel(Level.TRACE);
      root.addAppender(log);
      try {
        liveThroughEverything(database.newStore(), endpoint);
      } finally {
        root.detachAppender(log);
        root.setLevel(before);
      }
      dump.addAll(dump(database));
    }
    int rows = dump.size();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      dump.add(event.getFormattedMessage());
      dump.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    assertThat(rows).isGreaterThan(15);
    assertThat(dump).anySatisfy(text -> assertThat(text).contains("[redacted]"));
    String all = String.join("\n", dump);
    for (String secret : secrets()) {
      // A plain assertion: on failure, this one must not print the secret's surroundings either.
      assertThat(all.contains(secret)).as("a secret is in the tables or the log").isFalse();
    }
  }

  /** The webhook fails, is rotated, redelivered, disabled, resealed and met without its key. */
  private void liveThroughEverything(JdbcStore store, EchoingEndpoint endpoint) {
    SecretCipher former = recorded(AesGcmCipher.of("old", oldMasterKey));
    SecretCipher both =
        recorded(AesGcmCipher.of("new", newMasterKey).withFormerKey("old", oldMasterKey));
    try (Webhooks webhooks = webhooks(store, former)) {
      webhooks.dispatcher().start();
      RegisteredWebhook registered = register(webhooks, endpoint);
      String id = registered.webhook().id();
      endpoint.echo(registered.apiKey().reveal());
      publish(webhooks);
      awaitAll(webhooks, DeliveryState.FAILED);
      RotatedKey rotated =
          webhooks
              .registry()
              .rotateKey(WORKSPACE, id, KeyRotation.overlapping(Duration.ofHours(1)));
      apiKeys.add(rotated.apiKey());
      webhooks.registry().disable(WORKSPACE, id);
      webhooks.registry().enable(WORKSPACE, id);
      endpoint.echo(rotated.apiKey().reveal());
      endpoint.accept();
      webhooks.deliveryLog().redeliver(WORKSPACE, delivery(webhooks).id());
      awaitAll(webhooks, DeliveryState.DELIVERED);
    }
    try (Webhooks webhooks = webhooks(store, both)) {
      assertThat(webhooks.registry().resealSecrets().resealed()).isEqualTo(1);
    }
    try (Webhooks webhooks = webhooks(store, former)) {
      webhooks.dispatcher().start();
      publish(webhooks);
      await().until(() -> delivery(webhooks).lastError() != null);
    }
  }

  private Webhooks webhooks(JdbcStore store, SecretCipher cipher) {
    return Webhooks.builder(store, cipher)
        .urlPolicy(UrlPolicy.allowingLocal())
        .retryPolicy(RetryPolicy.never())
        .build();
  }

  private RegisteredWebhook register(Webhooks webhooks, EchoingEndpoint endpoint) {
    RegisteredWebhook registered =
        webhooks
            .registry()
            .register(
                WORKSPACE,
                WebhookSettings.builder()
                    .name("CRM")
                    .url(endpoint.url())
                    .signatures(SignatureScheme.STANDARD_ED25519)
                    .headers(Map.of("Authorization", TOKEN))
                    .build());
    assertThat(registered.verification().verified())
        .as(registered.verification().toString())
        .isTrue();
    apiKeys.add(registered.apiKey());
    return registered;
  }

  private static void publish(Webhooks webhooks) {
    webhooks
        .publisher()
        .publish(Event.builder("message.sent").workspace(WORKSPACE).data("Yes!").build());
  }

  private static void awaitAll(Webhooks webhooks, DeliveryState state) {
    await().until(() -> delivery(webhooks).state() == state);
  }

  private static Delivery delivery(Webhooks webhooks) {
    return webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).build())
        .deliveries()
        .get(0);
  }

  private SecretCipher recorded(SecretCipher cipher) {
    return new SecretCipher() {
      @Override
      public byte[] seal(byte[] secret, String webhookId) {
        sealed.add(secret.clone());
        return cipher.seal(secret, webhookId);
      }

      @Override
      public byte[] open(byte[] stored, String webhookId) {
        return cipher.open(stored, webhookId);
      }

      @Override
      public boolean isCurrent(byte[] stored) {
        return cipher.isCurrent(stored);
      }
    };
  }

  private List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    addForms(secrets, oldMasterKey);
    addForms(secrets, newMasterKey);
    addWindows(secrets, TOKEN);
    for (ApiKey key : apiKeys) {
      addWindows(secrets, key.reveal());
      addForms(secrets, key.signingKey().digest().reveal());
      addForms(secrets, key.standardSigningKey().reveal());
    }
    sealed.forEach(bytes -> addForms(secrets, bytes));
    assertThat(sealed).hasSizeGreaterThan(2);
    return secrets;
  }

  private static void addForms(List<String> secrets, byte[] secret) {
    addWindows(secrets, new String(secret, ISO_8859_1));
    addWindows(secrets, HexFormat.of().formatHex(secret));
    addWindows(secrets, Base64.getEncoder().encodeToString(secret));
  }

  private static void addWindows(List<String> secrets, String secret) {
    for (int from = 0; from + WINDOW <= secret.length(); from++) {
      secrets.add(secret.substring(from, from + WINDOW));
    }
  }

  /** Every value of every table, as bytes. */
  private static List<String> dump(TestDatabase database) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of("workspace", "webhook", "event", "delivery", "pending", "attempt")) {
        try (ResultSet rows = statement.executeQuery("select * from webhooks_" + table)) {
          while (rows.next()) {
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
              values.add(text(rows.getObject(column)));
            }
          }
        }
      }
    }
    return values;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : String.valueOf(value);
  }

  private static byte[] randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
