package dev.webhooks.spring.boot;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** {@code webhooks} among the host's health: what {@link Readiness} says. Thread safe. */
final class WebhooksHealthIndicator extends AbstractHealthIndicator {
  private final Readiness readiness;

  WebhooksHealthIndicator(Readiness readiness) {
    super("webhooks could not be looked at");
    this.readiness = readiness;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    boolean database = readiness.databaseTakesWrites();
    boolean dispatcher = readiness.dispatcherRunsAsItShould();
    health
        .status(database && dispatcher ? "UP" : "DOWN")
        .withDetail("database", database ? "takes writes" : "takes no writes")
        .withDetail("dispatcher", dispatcher ? "as it should be" : "does not run");
    String pause = readiness.pauseReason();
    if (pause != null) {
      health.withDetail("pause", pause);
    }
  }
}
