package dev.webhooks.spring.boot;

import java.time.Duration;

/** What properties are when none is set. */
final class WebhooksDefaults {
  /** Left alone, so that a test's seeded policy stays. */
  static final WebhooksProperties.Health HEALTH =
      new WebhooksProperties.Health(true, null, null, null, 5, Duration.ofSeconds(10), null, null);

  private WebhooksDefaults() {}
}
