package dev.webhooks.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What shall change of a webhook. A part that is not named stays as it is. */
public final class WebhookChange {
  private final @Nullable String name;
  private final @Nullable String url;
  private final @Nullable List<String> accounts;
  private final @Nullable List<String> eventTypes;
  private final @Nullable Map<String, String> headers;

  private WebhookChange(Builder builder) {
    this.name = Input.optionalName("name", builder.name, Input.MAX_NAME);
    this.url = builder.url;
    this.accounts = builder.accounts == null ? null : Input.filter("accounts", builder.accounts);
    this.eventTypes =
        builder.eventTypes == null ? null : Input.filter("eventTypes", builder.eventTypes);
    this.headers =
        builder.headers == null
            ? null
            : Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
  }

  public static Builder builder() {
    return new Builder();
  }

  public @Nullable String name() {
    return name;
  }

  public @Nullable String url() {
    return url;
  }

  public @Nullable List<String> accounts() {
    return accounts;
  }

  public @Nullable List<String> eventTypes() {
    return eventTypes;
  }

  public @Nullable Map<String, String> headers() {
    return headers;
  }

  /**
   * The webhook with this change made to it; its status and version are not touched.
   *
   * @throws InvalidInputException naming the filter that, with the one that stays, is too long
   */
  public Webhook applyTo(Webhook webhook) {
    Webhook.Builder changed = webhook.toBuilder();
    if (name != null) {
      changed.name(name);
    }
    if (url != null) {
      changed.url(url);
    }
    if (accounts != null) {
      changed.accounts(accounts);
    }
    if (eventTypes != null) {
      changed.eventTypes(eventTypes);
    }
    if (accounts != null || eventTypes != null) {
      Input.checkTogether(
          accounts == null ? "eventTypes" : "accounts",
          accounts == null ? webhook.accounts() : accounts,
          eventTypes == null ? webhook.eventTypes() : eventTypes);
    }
    if (headers != null) {
      changed.headerNames(List.copyOf(headers.keySet()));
    }
    return changed.build();
  }

  /** Collects a change's parts. Not thread safe. */
  public static final class Builder {
    private @Nullable String name;
    private @Nullable String url;
    private @Nullable List<String> accounts;
    private @Nullable List<String> eventTypes;
    private @Nullable Map<String, String> headers;

    private Builder() {}

    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** A new URL must prove itself before it receives anything. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** Accounts to listen to; empty means all. */
    public Builder accounts(List<String> accounts) {
      this.accounts = accounts;
      return this;
    }

    /** Event types to listen to; empty means all. */
    public Builder eventTypes(List<String> eventTypes) {
      this.eventTypes = eventTypes;
      return this;
    }

    /** All the headers of its own that its requests carry from now on; empty for none. */
    public Builder headers(Map<String, String> headers) {
      this.headers = headers;
      return this;
    }

    /**
     * Checks the parts and makes the change.
     *
     * @throws InvalidInputException when a part is blank, too long, or holds invisible characters
     */
    public WebhookChange build() {
      return new WebhookChange(this);
    }
  }
}
