package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.testing.contract.DeliveryStoreContract;
import dev.webhooks.testing.contract.WebhookStoreContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contract of stores on one database; a subclass says which. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class JdbcStoreContractTest
    implements WebhookStoreContract<JdbcStore>, DeliveryStoreContract<JdbcStore> {
  private TestDatabase database;
  private JdbcStore store;
  private JdbcStore otherNode;

  abstract TestDatabase open();

  @BeforeAll
  void openDatabase() {
    database = open();
  }

  @AfterAll
  void closeDatabase() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void beginEmpty() {
    database.reset();
    store = database.newStore();
    otherNode = database.newStore();
  }

  @AfterEach
  void everyConnectionCameBackAsItWas() {
    assertThat(database.watched().open()).as("open connections").isZero();
    assertThat(database.watched().misused()).as("misused connections").isZero();
  }

  @Override
  public JdbcStore store() {
    return store;
  }

  @Override
  public JdbcStore otherNode() {
    return otherNode;
  }

  @Override
  public void passTime(Duration duration) {
    database.passTime(duration);
  }

  /** By itself each is a transaction or two, a thousand of them in one test. */
  @Override
  public void failRepeatedly(String deliveryId, int attempts) {
    DeliveryStoreContract.super.failRepeatedly(deliveryId, 1);
    database.repeatAttempt(deliveryId, attempts);
  }

  /** On a busy machine {@link Landmarks} are used, and what lies below one is found later. */
  @Override
  public List<ClaimedDelivery> claimSome(ClaimRequest request) {
    List<ClaimedDelivery> claimed = DeliveryStoreContract.super.claimSome(request);
    if (!claimed.isEmpty()) {
      return claimed;
    }
    database.passFullLook();
    return DeliveryStoreContract.super.claimSome(request);
  }
}
