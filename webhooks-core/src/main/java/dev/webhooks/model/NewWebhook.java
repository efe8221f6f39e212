package dev.webhooks.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace asks for when it registers a URL.
 *
 * <pre>{@code
 * NewWebhook.builder("acme")
 *     .name("CRM")
 *     .url("https://crm.example.com/hooks")
 *     .eventTypes(List.of("message.sent"))
 *     .build();
 * }</pre>
 */
public final class NewWebhook {
  private final String workspace;
  private final String name;
  private final String url;
  private final List<String> accounts;
  private final List<String> eventTypes;
  private final Map<String, String> headers;
  private final SignatureScheme signatures;

  private NewWebhook(Builder builder) {
    this.workspace = Input.text("workspace", builder.workspace, Input.MAX_ID);
    this.name = Input.name("name", builder.name, Input.MAX_NAME);
    this.url = Input.required("url", builder.url);
    this.accounts = Input.filter("accounts", builder.accounts);
    this.eventTypes = Input.filter("eventTypes", builder.eventTypes);
    Input.checkTogether("accounts", accounts, eventTypes);
    this.headers =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(Input.required("headers", builder.headers)));
    this.signatures = Input.required("signatures", builder.signatures);
  }

  /**
   * Begins a request.
   *
   * @param workspace the tenant that registers, at most 100 characters
   */
  public static Builder builder(String workspace) {
    return new Builder(workspace);
  }

  public String workspace() {
    return workspace;
  }

  public String name() {
    return name;
  }

  public String url() {
    return url;
  }

  /** The managed accounts to listen to, each once; empty means all. */
  public List<String> accounts() {
    return accounts;
  }

  /** The event types to listen to, each once; empty means all. */
  public List<String> eventTypes() {
    return eventTypes;
  }

  /** Headers that every request to this webhook carries beside those of the wire contract. */
  public Map<String, String> headers() {
    return headers;
  }

  public SignatureScheme signatures() {
    return signatures;
  }

  /** Collects a registration's parts. Not thread safe. */
  public static final class Builder {
    private final String workspace;
    private @Nullable String name;
    private @Nullable String url;
    private List<String> accounts = List.of();
    private List<String> eventTypes = List.of();
    private Map<String, String> headers = Map.of();
    private SignatureScheme signatures = SignatureScheme.HEX;

    private Builder(String workspace) {
      this.workspace = workspace;
    }

    /** What people call it. Required, at most 100 characters. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Where its events go. Required; the URL policy judges it at registration. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /**
     * At most 1,000 accounts to listen to; together with the event types at most 32,768 characters.
     * Default: all.
     */
    public Builder accounts(List<String> accounts) {
      this.accounts = accounts;
      return this;
    }

    /** Event types to listen to, out of the catalog. Default: all. */
    public Builder eventTypes(List<String> eventTypes) {
      this.eventTypes = eventTypes;
      return this;
    }

    /**
     * Headers that every request shall carry, in this order, such as an {@code Authorization} that
     * the receiver asks for. At most 20, of visible ASCII, 2,048 characters in all; not those of
     * the wire contract or of HTTP itself. The registry judges them at registration, and keeps the
     * values sealed like a key. Default: none.
     */
    public Builder headers(Map<String, String> headers) {
      this.headers = headers;
      return this;
    }

    /** How its requests are signed. Default: the hex header alone. */
    public Builder signatures(SignatureScheme signatures) {
      this.signatures = signatures;
      return this;
    }

    /**
     * Checks the parts and makes the request.
     *
     * @throws InvalidInputException when a part is missing, too long, or holds invisible characters
     */
    public NewWebhook build() {
      return new NewWebhook(this);
    }
  }
}
