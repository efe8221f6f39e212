package dev.webhooks.jdbc;

import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.StoredWebhook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook lies in its table: each column by its name, in one list, from which the statements
 * follow. A new setting is a line of {@link #SETTINGS} and a migration.
 */
final class WebhookColumns {
  private static final List<Setting> SETTINGS =
      List.of(
          Setting.text("name", WebhookSettings::name, WebhookSettings.Builder::name),
          Setting.text("url", WebhookSettings::url, WebhookSettings.Builder::url),
          Setting.texts("accounts", WebhookSettings::accounts, WebhookSettings.Builder::accounts),
          Setting.texts(
              "event_types", WebhookSettings::eventTypes, WebhookSettings.Builder::eventTypes),
          Setting.texts(
              "header_names", WebhookSettings::headerNames, WebhookSettings.Builder::headerNames),
          Setting.text(
              "signatures",
              settings -> settings.signatures().name(),
              (builder, name) -> builder.signatures(SignatureScheme.valueOf(name))),
          Setting.text(
              "description", WebhookSettings::description, WebhookSettings.Builder::description),
          Setting.texts(
              "metadata",
              settings -> Texts.pairs(settings.metadata()),
              (builder, pairs) -> builder.metadata(Texts.map(pairs))),
          new Setting(
              new Column("rate_limit", stored -> stored.webhook().settings().rateLimit()),
              (builder, row, column) -> builder.rateLimit(row.getInt(column))),
          new Setting(
              new Column(
                  "ordered", stored -> Bulk.yesOrNull(stored.webhook().settings().ordered())),
              (builder, row, column) -> builder.ordered(row.getBoolean(column))));

  /** What became of the webhook; {@link #webhook} reads it. */
  private static final List<Column> STATE =
      List.of(
          new Column("status", stored -> stored.webhook().status().name()),
          new Column("status_reason", stored -> Texts.remark(stored.webhook().statusReason())),
          new Column("key_hint", stored -> stored.webhook().keyHint()),
          new Column("public_key", stored -> stored.webhook().publicKey()),
          new Column("verified", stored -> stored.webhook().verified()),
          new Column("verified_at", stored -> Micros.orNull(stored.webhook().verifiedAt())));

  /** The name that a webhook's secrets have, which are not read where nothing is sent. */
  static final String SEALED_KEY = "sealed_key";

  private static final List<Column> KEY =
      List.of(
          new Column("id", stored -> stored.webhook().id()),
          new Column("workspace", stored -> stored.webhook().workspace()),
          new Column("version", stored -> stored.webhook().version()));

  private static final List<Column> CHANGED =
      concat(
          SETTINGS.stream().map(Setting::column).toList(),
          concat(STATE, List.of(new Column(SEALED_KEY, StoredWebhook::sealedSecrets))));

  private static final List<Column> UPDATED = concat(CHANGED, KEY);

  private static final List<Column> INSERTED =
      concat(
          UPDATED,
          List.of(new Column("created_at", stored -> Micros.of(stored.webhook().createdAt()))));

  /** All that a webhook is read from, of the table as {@code w}. */
  static final String SELECTED =
      names(
          INSERTED.stream().filter(column -> !column.name().equals(SEALED_KEY)).toList(),
          "w.%s",
          ", ");

  static final String INSERT =
      "insert into webhooks_webhook ("
          + names(INSERTED, "%s", ", ")
          + ") values ("
          + String.join(", ", Collections.nCopies(INSERTED.size(), "?"))
          + ")";

  /** Changes the webhook if it has the version that the change was made from. */
  static final String UPDATE =
      "update webhooks_webhook set "
          + names(CHANGED, "%s = ?", ", ")
          + ", version = version + 1 where "
          + names(KEY, "%s = ?", " and ");

  private WebhookColumns() {}

  private record Column(String name, Function<StoredWebhook, @Nullable Object> value) {}

  @FunctionalInterface
  private interface SettingReader {
    void read(WebhookSettings.Builder builder, ResultSet row, String column) throws SQLException;
  }

  /**
   * A column of one of the settings.
   *
   * @param reader reads it where it is not null
   */
  private record Setting(Column column, SettingReader reader) {
    static Setting text(
        String name,
        Function<WebhookSettings, String> value,
        BiConsumer<WebhookSettings.Builder, String> reader) {
      return new Setting(
          new Column(name, stored -> value.apply(stored.webhook().settings())),
          (builder, row, column) -> reader.accept(builder, row.getString(column)));
    }

    static Setting texts(
        String name,
        Function<WebhookSettings, List<String>> value,
        BiConsumer<WebhookSettings.Builder, List<String>> reader) {
      return text(
          name,
          settings -> Texts.join(value.apply(settings)),
          (builder, joined) -> reader.accept(builder, Texts.split(joined)));
    }
  }

  static @Nullable Object[] inserted(StoredWebhook stored) {
    return values(INSERTED, stored);
  }

  static @Nullable Object[] updated(StoredWebhook stored) {
    return values(UPDATED, stored);
  }

  /** Reads what {@link #SELECTED} selects. */
  static Webhook webhook(ResultSet row) throws SQLException {
    WebhookSettings.Builder settings = WebhookSettings.stored();
    for (Setting setting : SETTINGS) {
      String column = setting.column().name();
      // Null is also what a release that does not know the setting left out.
      if (row.getObject(column) != null) {
        setting.reader().read(settings, row, column);
      }
    }
    Webhook.Builder webhook =
        Webhook.stored(
                row.getString("id"),
                row.getString("workspace"),
                settings.build(),
                Micros.instant(row.getLong("created_at")))
            .status(WebhookStatus.valueOf(row.getString("status")), row.getString("status_reason"))
            .key(row.getString("key_hint"), row.getString("public_key"))
            .version(row.getLong("version"));
    Instant verifiedAt = Micros.instantOrNull(row, "verified_at");
    if (verifiedAt != null) {
      webhook.verifiedAt(verifiedAt);
    }
    return (row.getBoolean("verified") ? webhook : webhook.unverified()).build();
  }

  private static @Nullable Object[] values(List<Column> columns, StoredWebhook stored) {
    return columns.stream().map(column -> column.value().apply(stored)).toArray();
  }

  private static String names(List<Column> columns, String format, String separator) {
    return columns.stream()
        .map(column -> String.format(Locale.ROOT, format, column.name()))
        .collect(Collectors.joining(separator));
  }

  private static List<Column> concat(List<Column> some, List<Column> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
