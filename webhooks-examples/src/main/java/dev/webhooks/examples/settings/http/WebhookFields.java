package dev.webhooks.examples.settings.http;

import dev.webhooks.model.WebhookSettings;

/** A webhook's settings as the fields of a request. */
final class WebhookFields {
  static final String[] NAMES = {
    "name", "url", "accounts", "eventTypes", "description", "metadata"
  };

  private WebhookFields() {}

  /** Sets what the request holds; what it does not stays as it is. */
  static WebhookSettings.Builder put(JsonFields fields, WebhookSettings.Builder settings) {
    if (fields.has("name")) {
      settings.name(fields.text("name"));
    }
    if (fields.has("url")) {
      settings.url(fields.text("url"));
    }
    if (fields.has("accounts")) {
      settings.accounts(fields.texts("accounts"));
    }
    if (fields.has("eventTypes")) {
      settings.eventTypes(fields.texts("eventTypes"));
    }
    if (fields.has("description")) {
      settings.description(fields.text("description"));
    }
    if (fields.has("metadata")) {
      settings.metadata(fields.textsByName("metadata"));
    }
    return settings;
  }
}
