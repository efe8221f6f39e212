package dev.webhooks.jdbc;

import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;

/**
 * The contract, by landmarks: as while somebody holds an old snapshot, and walks are dear. What
 * comes to lie below a bound may take as long as it is until the next full look.
 */
@Tag("soak")
class PostgresLandmarksContractTest extends JdbcStoreContractTest {
  private final AtomicLong passed = new AtomicLong();

  @Override
  TestDatabase open() {
    TestDatabase.postgres("landmarks").close();
    return TestDatabase.on(
        PostgresServer.schema("landmarks"),
        pool -> {},
        "webhooks_",
        store -> store.queue(new PostgresQueue(() -> System.nanoTime() + passed.get(), true)));
  }

  @Override
  public void passTime(Duration duration) {
    super.passTime(duration);
    passed.addAndGet(duration.toNanos());
  }

  @Override
  public List<ClaimedDelivery> claimSome(ClaimRequest request) {
    List<ClaimedDelivery> claimed = super.claimSome(request);
    if (!claimed.isEmpty()) {
      return claimed;
    }
    passed.addAndGet(Landmarks.FULL_LOOK.toNanos());
    return super.claimSome(request);
  }
}
