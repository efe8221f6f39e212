package dev.webhooks.policy;

/** The listener that hears nothing. */
enum NoListener implements WebhookListener {
  NONE
}
