package dev.webhooks.examples.settings.http;

import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.WebhookSettings;
import java.util.stream.Stream;

/** A webhook's settings as the fields of a request. */
final class WebhookFields {
  /** Those that may be changed. */
  static final String[] CHANGED = {
    "name",
    "url",
    "accounts",
    "eventTypes",
    "description",
    "metadata",
    "headers",
    "rateLimit",
    "ordered"
  };

  /** Those of a new webhook: its signatures change with its key alone. */
  static final String[] NEW =
      Stream.concat(Stream.of(CHANGED), Stream.of("signatures")).toArray(String[]::new);

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
    if (fields.has("headers")) {
      settings.headers(fields.textsByName("headers"));
    }
    if (fields.has("rateLimit")) {
      settings.rateLimit(fields.optionalInteger("rateLimit"));
    }
    if (fields.has("ordered")) {
      settings.ordered(fields.isTrue("ordered"));
    }
    if (fields.has("signatures")) {
      settings.signatures(fields.oneOf("signatures", SignatureScheme.values()));
    }
    return settings;
  }
}
