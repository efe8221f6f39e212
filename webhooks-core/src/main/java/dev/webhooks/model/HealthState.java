package dev.webhooks.model;

/**
 * How an endpoint is, in the library's judgement. What its owner, the host or the library decides
 * about the webhook after that is its {@link WebhookStatus}.
 */
public enum HealthState {
  /** It is sent to as fast as it takes what comes. */
  HEALTHY,

  /** It asked the sender to wait, and gets nothing until then. */
  THROTTLED,

  /** Its attempts failed one after the other: it gets nothing for a while, and then one. */
  PAUSED,

  /** It took something after a pause, and gets a few at a time, twice as many each time. */
  RECOVERING
}
