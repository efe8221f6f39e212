package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseSettingTest {

  @ParameterizedTest
  @CsvSource({"PT10.999S", "PT1S", "PT0S", "PT-30S", "PT1H0.001S"})
  void aLeaseThatDoesNotOutliveThePostOrNeverEndsIsRefused(Duration lease) {
    assertThatThrownBy(() -> builder().lease(lease).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("lease must");
  }

  /** The timeout may come after the lease: what counts is both, when all is said. */
  @Test
  void aLeaseIsJudgedByTheTimeoutThatHolds() {
    builder().lease(Duration.ofSeconds(3)).timeout(Duration.ofSeconds(2)).build().close();
  }

  @Test
  void claimsAreMadeForAsLongAsTheLease() throws Exception {
    BlockingQueue<Duration> leases = new LinkedBlockingQueue<>();
    FaultyStore store =
        FaultyStore.of(
            InMemoryStore.create(),
            (method, arguments) -> {
              if (method.equals("claim")) {
                leases.add(((ClaimRequest) arguments[0]).lease());
              }
            });
    try (Webhooks webhooks =
        Webhooks.builder(store, SecretCipher.unprotected()).lease(Duration.ofSeconds(11)).build()) {
      webhooks.dispatcher().start();

      assertThat(leases.poll(10, TimeUnit.SECONDS)).isEqualTo(Duration.ofSeconds(11));
    }
  }

  private static Webhooks.Builder builder() {
    return Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected());
  }
}
