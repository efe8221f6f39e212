package dev.webhooks.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a webhook decides about it, when it is registered and later.
 *
 * <pre>{@code
 * WebhookSettings.builder()
 *     .name("CRM")
 *     .url("https://crm.example.com/hooks")
 *     .eventTypes(List.of("message.sent"))
 *     .build();
 * }</pre>
 *
 * <p>Immutable and thread safe.
 */
public final class WebhookSettings {
  private final String name;
  private final String url;
  private final List<String> accounts;
  private final List<String> eventTypes;
  private final List<String> headerNames;
  private final @Nullable Map<String, String> headers;
  private final SignatureScheme signatures;
  private final String description;
  private final Map<String, String> metadata;
  private final @Nullable Integer rateLimit;
  private final boolean ordered;

  private WebhookSettings(Builder builder) {
    this.name = Input.required("name", builder.name);
    this.url = Input.required("url", builder.url);
    this.accounts = builder.accounts;
    this.eventTypes = builder.eventTypes;
    if (builder.newFilter != null) {
      Input.checkTogether(builder.newFilter, accounts, eventTypes);
    }
    this.headerNames = builder.headerNames;
    this.headers = builder.headers;
    this.signatures = builder.signatures;
    this.description = builder.description;
    this.metadata = builder.metadata;
    this.rateLimit = builder.rateLimit;
    this.ordered = builder.ordered;
  }

  /** Settings to register with: a name and a URL are required, all else has a default. */
  public static Builder builder() {
    return new Builder(false);
  }

  /**
   * For stores: settings as they were stored. They were judged when they were made, so they are
   * taken as they are, whatever today's rules would say.
   */
  public static Builder stored() {
    return new Builder(true);
  }

  /** A builder that starts from these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** These settings as they are shown: the values of headers are nobody's to see. */
  WebhookSettings withoutHeaderValues() {
    if (headers == null) {
      return this;
    }
    Builder builder = toBuilder();
    builder.headers = null;
    return builder.build();
  }

  /** These settings with a change made to them. */
  public WebhookSettings with(Consumer<Builder> change) {
    Builder builder = toBuilder();
    change.accept(builder);
    return builder.build();
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** Where its deliveries go, verbatim as given. */
  public String url() {
    return url;
  }

  /** The managed accounts that it listens to, each once; empty means all. */
  public List<String> accounts() {
    return accounts;
  }

  /** The event types that it listens to, each once; empty means all. */
  public List<String> eventTypes() {
    return eventTypes;
  }

  /** The names of the headers of its own that its requests carry. */
  public List<String> headerNames() {
    return headerNames;
  }

  /**
   * Those headers with their values, on the way in only. Null in the settings of a registered
   * webhook: the values are kept sealed like a key, and not handed out.
   */
  public @Nullable Map<String, String> headers() {
    return headers;
  }

  /** How its requests are signed. */
  public SignatureScheme signatures() {
    return signatures;
  }

  /** What its owner noted down about it; empty for nothing. */
  public String description() {
    return description;
  }

  /**
   * What its owner keeps with it, by names of his own; nothing here has a meaning to the library.
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** How many POSTs a second it takes at most, of all nodes together; null for any number. */
  public @Nullable Integer rateLimit() {
    return rateLimit;
  }

  /** Whether its events are delivered one at a time, in the order in which they were published. */
  public boolean ordered() {
    return ordered;
  }

  /**
   * Whether the filters let an event through.
   *
   * @param account the event's account; an event without one passes an empty account filter only
   */
  public boolean wants(String eventType, @Nullable String account) {
    return (eventTypes.isEmpty() || eventTypes.contains(eventType))
        && (accounts.isEmpty() || (account != null && accounts.contains(account)));
  }

  /**
   * How long its texts are together, in characters, with eight more for each: for what is bounded
   * in memory.
   */
  public int length() {
    return Stream.of(
            List.of(name, url, description),
            accounts,
            eventTypes,
            headerNames,
            metadata.keySet(),
            metadata.values())
        .flatMap(Collection::stream)
        .mapToInt(text -> text.length() + 8)
        .sum();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WebhookSettings that
        && name.equals(that.name)
        && url.equals(that.url)
        && accounts.equals(that.accounts)
        && eventTypes.equals(that.eventTypes)
        && headerNames.equals(that.headerNames)
        && Objects.equals(headers, that.headers)
        && signatures == that.signatures
        && description.equals(that.description)
        && metadata.equals(that.metadata)
        && Objects.equals(rateLimit, that.rateLimit)
        && ordered == that.ordered;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, url);
  }

  /** Leaves URL and headers out: customers put tokens into them. */
  @Override
  public String toString() {
    return "WebhookSettings[name=" + name + "]";
  }

  /**
   * Collects settings. Each setter judges what it is given and throws {@link InvalidInputException}
   * naming the field. Not thread safe.
   */
  public static final class Builder {
    private final boolean trusted;

    /** The filter to blame when both are too long together; null when neither is new. */
    private @Nullable String newFilter;

    private @Nullable String name;
    private @Nullable String url;
    private List<String> accounts = List.of();
    private List<String> eventTypes = List.of();
    private List<String> headerNames = List.of();
    private @Nullable Map<String, String> headers;
    private SignatureScheme signatures = SignatureScheme.HEX;
    private String description = "";
    private Map<String, String> metadata = Map.of();
    private @Nullable Integer rateLimit;
    private boolean ordered;

    private Builder(boolean trusted) {
      this.trusted = trusted;
    }

    private Builder(WebhookSettings origin) {
      this(false);
      this.name = origin.name;
      this.url = origin.url;
      this.accounts = origin.accounts;
      this.eventTypes = origin.eventTypes;
      this.headerNames = origin.headerNames;
      this.headers = origin.headers;
      this.signatures = origin.signatures;
      this.description = origin.description;
      this.metadata = origin.metadata;
      this.rateLimit = origin.rateLimit;
      this.ordered = origin.ordered;
    }

    /** What people call it. Required, at most 100 characters. */
    public Builder name(String name) {
      this.name = trusted ? name : Input.name("name", name, Input.MAX_NAME);
      return this;
    }

    /** Where its events go. Required; the URL policy judges it when it is registered. */
    public Builder url(String url) {
      this.url = Input.required("url", url);
      return this;
    }

    /**
     * At most 1,000 accounts to listen to; together with the event types at most 32,768 characters.
     * Empty, the default: all.
     */
    public Builder accounts(List<String> accounts) {
      this.accounts = filter("accounts", accounts);
      return this;
    }

    /** Event types to listen to, out of the catalog. Empty, the default: all. */
    public Builder eventTypes(List<String> eventTypes) {
      this.eventTypes = filter("eventTypes", eventTypes);
      return this;
    }

    private List<String> filter(String field, List<String> texts) {
      if (trusted) {
        return TextList.copyOf(texts);
      }
      List<String> filter = Input.filter(field, texts);
      newFilter = "accounts".equals(newFilter) ? newFilter : field;
      return TextList.copyOf(filter);
    }

    /**
     * All the headers that every request shall carry beside those of the wire contract, in this
     * order, such as an {@code Authorization} that the receiver asks for; empty, the default, for
     * none. At most 20, of visible ASCII, 2,048 characters in all; not those of the wire contract
     * or of HTTP itself. The registry judges them, and keeps the values sealed like a key.
     */
    public Builder headers(Map<String, String> headers) {
      this.headers = Input.map("headers", headers);
      this.headerNames = List.copyOf(headers.keySet());
      return this;
    }

    /**
     * For stores, which know the names only.
     *
     * @throws IllegalStateException unless the builder is one of {@link #stored}: whoever changes
     *     headers gives their values, too
     */
    public Builder headerNames(List<String> headerNames) {
      if (!trusted) {
        throw new IllegalStateException("headers are changed by headers(…), with their values");
      }
      this.headerNames = List.copyOf(headerNames);
      return this;
    }

    /**
     * How its requests are signed. Default: the hex header alone. Of a registered webhook it
     * changes with the key alone, by {@link KeyRotation}.
     */
    public Builder signatures(SignatureScheme signatures) {
      this.signatures = Input.required("signatures", signatures);
      return this;
    }

    /** What people should know about it, at most 500 characters. Default: nothing. */
    public Builder description(String description) {
      boolean asItIs = trusted || Input.required("description", description).isEmpty();
      this.description =
          asItIs ? description : Input.name("description", description, Input.MAX_DESCRIPTION);
      return this;
    }

    /**
     * All that shall be kept with it: at most 20 names of at most 40 characters, each with a text
     * of at most 500. It is stored readably, so it is no place for secrets. Default: nothing.
     */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata =
          trusted ? Input.map("metadata", metadata) : Input.metadata("metadata", metadata);
      return this;
    }

    /**
     * How many POSTs a second it takes at most, of all nodes together and evenly spread, from 1 to
     * 1,000. Null, the default: as many as come.
     */
    public Builder rateLimit(@Nullable Integer rateLimit) {
      this.rateLimit = trusted ? rateLimit : Input.rateLimit("rateLimit", rateLimit);
      return this;
    }

    /**
     * Whether its events shall be delivered one at a time, in the order in which they were
     * published: an event whose publishing ended before another's began comes first. One that fails
     * keeps all others of this webhook waiting, until it is delivered or given up. Default: no, and
     * they come as they can.
     *
     * <p>It holds for what is published from then on. On databases that several servers write to at
     * a time, such as Galera, the servers' numbers do not follow time, and so neither does this
     * order.
     */
    public Builder ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @throws InvalidInputException when the name or the URL is missing, or the filters are too
     *     long together
     */
    public WebhookSettings build() {
      return new WebhookSettings(this);
    }
  }
}
