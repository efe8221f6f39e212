package dev.webhooks.examples.settings.http;

import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.WebhookSettings;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    put(fields, "name", fields::text, settings::name);
    put(fields, "url", fields::text, settings::url);
    put(fields, "accounts", fields::texts, settings::accounts);
    put(fields, "eventTypes", fields::texts, settings::eventTypes);
    put(fields, "description", fields::text, settings::description);
    put(fields, "metadata", fields::textsByName, settings::metadata);
    put(fields, "headers", fields::textsByName, settings::headers);
    put(fields, "rateLimit", fields::optionalInteger, settings::rateLimit);
    put(fields, "ordered", fields::isTrue, settings::ordered);
    put(
        fields,
        "signatures",
        name -> fields.oneOf(name, SignatureScheme.values()),
        settings::signatures);
    return settings;
  }

  private static <T extends @Nullable Object> void put(
      JsonFields fields, String name, Function<String, T> read, Consumer<T> setting) {
    if (fields.has(name)) {
      setting.accept(read.apply(name));
    }
  }
}
