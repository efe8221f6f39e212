/** Metrics, observations and trace context of webhooks, by Micrometer. */
module dev.webhooks.micrometer {
  requires transitive dev.webhooks;
  requires micrometer.commons;
  requires micrometer.core;
  requires micrometer.observation;
  requires static micrometer.tracing;
  requires static org.jspecify;

  exports dev.webhooks.micrometer;
}
