package dev.webhooks.jdbc.nodes;

import dev.webhooks.Webhooks;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.Store;
import java.time.Duration;

/**
 * How nodes are set up, and the application beside them in the test's own process.
 *
 * @param retry how long after a failed attempt comes the next, without end
 * @param pause how long an endpoint that fails is left alone, at most; zero for not at all
 */
record Settings(Duration timeout, Duration lease, Duration retry, int inFlight, Duration pause) {
  /** Endpoints that fail are tried again and again. */
  Settings(Duration timeout, Duration lease, Duration retry, int inFlight) {
    this(timeout, lease, retry, inFlight, Duration.ZERO);
  }

  /** Nothing ends early, however slow the machine is. */
  static final Settings PATIENT =
      new Settings(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofSeconds(1), 64);

  /** What a dead node leaves behind comes back soon. */
  static final Settings SHORT_LEASES =
      new Settings(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMillis(200), 64);

  Settings withRetry(Duration pause) {
    return new Settings(timeout, lease, pause, inFlight, this.pause);
  }

  Settings withPause(Duration pause) {
    return new Settings(timeout, lease, retry, inFlight, pause);
  }

  Settings withInFlight(int bound) {
    return new Settings(timeout, lease, retry, bound, pause);
  }

  String asArgument() {
    return String.join(
        " ",
        timeout.toString(),
        lease.toString(),
        retry.toString(),
        Integer.toString(inFlight),
        pause.toString());
  }

  static Settings of(String argument) {
    String[] parts = argument.split(" ");
    return new Settings(
        Duration.parse(parts[0]),
        Duration.parse(parts[1]),
        Duration.parse(parts[2]),
        Integer.parseInt(parts[3]),
        Duration.parse(parts[4]));
  }

  /** What all nodes seal secrets with. */
  static SecretCipher cipher() {
    return AesGcmCipher.of("test", new byte[32]);
  }

  Webhooks.Builder webhooks(Store store, String name) {
    return webhooks(store, cipher(), name);
  }

  Webhooks.Builder webhooks(Store store, SecretCipher cipher, String name) {
    return Webhooks.builder(store, cipher)
        .brand(name)
        .urlPolicy(UrlPolicy.allowingLocal())
        .timeout(timeout)
        .lease(lease)
        .retryPolicy(RetryPolicy.fixed(retry, 1_000))
        .maxInFlight(inFlight)
        .health(health());
  }

  private HealthPolicy health() {
    return pause.isZero()
        ? HealthPolicy.none()
        : HealthPolicy.builder()
            .firstPause(pause)
            .longestPause(pause)
            .pauseAfter(5, Duration.ofMillis(500))
            .build();
  }
}
