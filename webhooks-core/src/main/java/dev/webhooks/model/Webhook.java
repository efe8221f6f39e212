package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One registered URL of a workspace: what its owner decided, and what became of it.
 *
 * <p>Immutable and thread safe.
 */
public final class Webhook {
  private final String id;
  private final String workspace;
  private final WebhookSettings settings;
  private final WebhookStatus status;
  private final @Nullable String statusReason;
  private final String keyHint;
  private final @Nullable String publicKey;
  private final Instant createdAt;
  private final boolean verified;
  private final @Nullable Instant verifiedAt;
  private final long version;

  private Webhook(Builder builder) {
    this.id = builder.id;
    this.workspace = builder.workspace;
    this.settings = builder.settings;
    this.status = builder.status;
    this.statusReason = builder.statusReason;
    this.keyHint = builder.keyHint;
    this.publicKey = builder.publicKey;
    this.createdAt = builder.createdAt;
    this.verified = builder.verified;
    this.verifiedAt = builder.verifiedAt;
    this.version = builder.version;
  }

  /**
   * A webhook that is just being registered: unverified, of version 0.
   *
   * @param id time-ordered, unique over all workspaces, at most 30 ASCII characters
   * @param workspace the tenant that owns it, at most 100 characters
   * @throws InvalidInputException naming {@code workspace}
   */
  public static Builder registered(
      String id, String workspace, WebhookSettings settings, Instant createdAt) {
    return stored(id, Input.text("workspace", workspace, Input.MAX_ID), settings, createdAt);
  }

  /** For stores: a webhook as it was stored, taken as it is. */
  public static Builder stored(
      String id, String workspace, WebhookSettings settings, Instant createdAt) {
    return new Builder(id, workspace, settings, createdAt);
  }

  /** A builder that starts from this webhook. */
  public Builder toBuilder() {
    Builder builder =
        new Builder(id, workspace, settings, createdAt)
            .status(status, statusReason)
            .key(keyHint, publicKey)
            .version(version);
    builder.verified = verified;
    builder.verifiedAt = verifiedAt;
    return builder;
  }

  /** Time-ordered, unique over all workspaces. */
  public String id() {
    return id;
  }

  /** The tenant that owns it. */
  public String workspace() {
    return workspace;
  }

  /** What its owner decided. */
  public WebhookSettings settings() {
    return settings;
  }

  /** What people call it. */
  public String name() {
    return settings.name();
  }

  /** Where its deliveries go, verbatim as registered. */
  public String url() {
    return settings.url();
  }

  /** What it may receive at the moment. */
  public WebhookStatus status() {
    return status;
  }

  /** Why it is not active, for people to read; null when it is. */
  public @Nullable String statusReason() {
    return statusReason;
  }

  /** The last characters of its API key, to tell keys apart. */
  public String keyHint() {
    return keyHint;
  }

  /**
   * {@code whpk_…}, what its receiver verifies Ed25519 signatures with; null unless they are sent.
   * No secret.
   */
  public @Nullable String publicKey() {
    return publicKey;
  }

  /** When it was registered. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Whether the present URL has proved itself, and nothing has shaken that proof since. */
  public boolean verified() {
    return verified;
  }

  /** When a URL of this webhook last proved itself; null when none ever did. */
  public @Nullable Instant verifiedAt() {
    return verifiedAt;
  }

  /**
   * Counts the changes of this webhook; a store accepts a change only on the version that it was
   * made from.
   */
  public long version() {
    return version;
  }

  /**
   * Whether it takes part in publishing. A webhook that was verified once misses nothing: while it
   * is disabled, or while its new URL is unproven, its deliveries are {@link DeliveryState#HELD}.
   * One that never was gets none.
   */
  public boolean isSubscriber() {
    return verifiedAt != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Webhook that
        && id.equals(that.id)
        && workspace.equals(that.workspace)
        && settings.equals(that.settings)
        && status == that.status
        && Objects.equals(statusReason, that.statusReason)
        && keyHint.equals(that.keyHint)
        && Objects.equals(publicKey, that.publicKey)
        && createdAt.equals(that.createdAt)
        && verified == that.verified
        && Objects.equals(verifiedAt, that.verifiedAt)
        && version == that.version;
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, version);
  }

  /** Leaves the URL out: customers put tokens into it. */
  @Override
  public String toString() {
    return "Webhook[id="
        + id
        + ", workspace="
        + workspace
        + ", name="
        + name()
        + ", status="
        + status
        + "]";
  }

  /** Collects a webhook's parts, for the registry and for stores. Not thread safe. */
  public static final class Builder {
    private final String id;
    private final String workspace;
    private final Instant createdAt;
    private WebhookSettings settings;
    private WebhookStatus status = WebhookStatus.UNVERIFIED;
    private @Nullable String statusReason;
    private String keyHint = "";
    private @Nullable String publicKey;
    private boolean verified;
    private @Nullable Instant verifiedAt;
    private long version;

    private Builder(String id, String workspace, WebhookSettings settings, Instant createdAt) {
      this.id = requireNonNull(id, "id");
      this.workspace = requireNonNull(workspace, "workspace");
      this.createdAt = requireNonNull(createdAt, "createdAt");
      this.settings = settings.withoutHeaderValues();
    }

    /** What its owner decided; the values of its headers are left out. */
    public Builder settings(WebhookSettings settings) {
      this.settings = settings.withoutHeaderValues();
      return this;
    }

    /** What its owner decides anew. */
    public Builder settings(Consumer<WebhookSettings.Builder> change) {
      return settings(settings.with(change));
    }

    /** The status together with its reason, which is null for an active webhook. */
    public Builder status(WebhookStatus status, @Nullable String reason) {
      this.status = requireNonNull(status, "status");
      this.statusReason = reason;
      return this;
    }

    /** What is told about the key that its requests are signed with. */
    public Builder key(String keyHint, @Nullable String publicKey) {
      this.keyHint = requireNonNull(keyHint, "keyHint");
      this.publicKey = publicKey;
      return this;
    }

    /** The present URL has proved itself. */
    public Builder verifiedAt(Instant when) {
      this.verified = true;
      this.verifiedAt = requireNonNull(when, "when");
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
      return new Webhook(this);
    }
  }
}
