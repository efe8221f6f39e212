package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One registered URL of a workspace.
 *
 * @param id time-ordered, unique over all workspaces
 * @param workspace the tenant that owns it
 * @param name what people call it
 * @param url where its deliveries go, verbatim as registered
 * @param accounts the managed accounts that it listens to; empty means all
 * @param eventTypes the event types that it listens to; empty means all
 * @param status what it may receive at the moment
 * @param statusReason why it is not active, for people to read; null when it is
 * @param signatures how its requests are signed
 * @param keyHint the last characters of its API key, to tell keys apart
 * @param publicKey {@code whpk_…}, what its receiver verifies Ed25519 signatures with; null unless
 *     they are sent. No secret.
 * @param headerNames the names of the headers of its own that its requests carry; the values are
 *     kept sealed, and not handed out
 * @param createdAt when it was registered
 * @param verified whether the present URL has proved itself, and nothing has shaken that proof
 *     since
 * @param verifiedAt when a URL of this webhook last proved itself; null when none ever did
 * @param version counts the changes of this webhook; a store accepts a change only on the version
 *     it was made from
 */
public record Webhook(
    String id,
    String workspace,
    String name,
    String url,
    List<String> accounts,
    List<String> eventTypes,
    WebhookStatus status,
    @Nullable String statusReason,
    SignatureScheme signatures,
    String keyHint,
    @Nullable String publicKey,
    List<String> headerNames,
    Instant createdAt,
    boolean verified,
    @Nullable Instant verifiedAt,
    long version) {

  public Webhook {
    requireNonNull(id, "id");
    requireNonNull(workspace, "workspace");
    requireNonNull(name, "name");
    requireNonNull(url, "url");
    accounts = TextList.copyOf(accounts);
    eventTypes = TextList.copyOf(eventTypes);
    requireNonNull(status, "status");
    requireNonNull(signatures, "signatures");
    requireNonNull(keyHint, "keyHint");
    headerNames = List.copyOf(headerNames);
    requireNonNull(createdAt, "createdAt");
  }

  /**
   * Whether it takes part in publishing. A webhook that was verified once misses nothing: while it
   * is disabled, or while its new URL is unproven, its deliveries are {@link DeliveryState#HELD}.
   * One that never was gets none.
   */
  public boolean isSubscriber() {
    return verifiedAt != null;
  }

  /**
   * Whether its filters let an event through.
   *
   * @param account the event's account; an event without one passes an empty account filter only
   */
  public boolean wants(String eventType, @Nullable String account) {
    return (eventTypes.isEmpty() || eventTypes.contains(eventType))
        && (accounts.isEmpty() || (account != null && accounts.contains(account)));
  }

  /** Leaves the URL out: customers put tokens into it. */
  @Override
  public String toString() {
    return "Webhook[id="
        + id
        + ", workspace="
        + workspace
        + ", name="
        + name
        + ", status="
        + status
        + "]";
  }

  /** A builder that starts from this webhook's values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes of a webhook, made by the registry. Not thread safe. */
  public static final class Builder {
    private final Webhook origin;
    private String name;
    private String url;
    private List<String> accounts;
    private List<String> eventTypes;
    private WebhookStatus status;
    private @Nullable String statusReason;
    private SignatureScheme signatures;
    private String keyHint;
    private @Nullable String publicKey;
    private List<String> headerNames;
    private boolean verified;
    private @Nullable Instant verifiedAt;
    private long version;

    private Builder(Webhook origin) {
      this.origin = origin;
      this.name = origin.name;
      this.url = origin.url;
      this.accounts = origin.accounts;
      this.eventTypes = origin.eventTypes;
      this.status = origin.status;
      this.statusReason = origin.statusReason;
      this.signatures = origin.signatures;
      this.keyHint = origin.keyHint;
      this.publicKey = origin.publicKey;
      this.headerNames = origin.headerNames;
      this.verified = origin.verified;
      this.verifiedAt = origin.verifiedAt;
      this.version = origin.version;
    }

    public Builder name(String name) {
      this.name = name;
      return this;
    }

    public Builder url(String url) {
      this.url = url;
      return this;
    }

    public Builder accounts(List<String> accounts) {
      this.accounts = accounts;
      return this;
    }

    public Builder eventTypes(List<String> eventTypes) {
      this.eventTypes = eventTypes;
      return this;
    }

    /** The status together with its reason, which is null for an active webhook. */
    public Builder status(WebhookStatus status, @Nullable String reason) {
      this.status = status;
      this.statusReason = reason;
      return this;
    }

    /** What is told about the keys that its requests are signed with. */
    public Builder key(SignatureScheme signatures, String keyHint, @Nullable String publicKey) {
      this.signatures = signatures;
      this.keyHint = keyHint;
      this.publicKey = publicKey;
      return this;
    }

    public Builder headerNames(List<String> headerNames) {
      this.headerNames = headerNames;
      return this;
    }

    /** The present URL has proved itself. */
    public Builder verifiedAt(Instant when) {
      this.verified = true;
      this.verifiedAt = when;
      return this;
    }

    /** The present URL has not proved itself, or no longer. */
    public Builder unverified() {
      this.verified = false;
      return this;
    }

    public Builder version(long version) {
      this.version = version;
      return this;
    }

    public Webhook build() {
      return new Webhook(
          origin.id,
          origin.workspace,
          name,
          url,
          accounts,
          eventTypes,
          status,
          statusReason,
          signatures,
          keyHint,
          publicKey,
          headerNames,
          origin.createdAt,
          verified,
          verifiedAt,
          version);
    }
  }
}
