package dev.webhooks.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the host application, to be told to the webhooks that want to know.
 *
 * <pre>{@code
 * Event.builder("message.sent")
 *     .workspace("acme")
 *     .account("acct_7")
 *     .data(Map.of("conversationId", "65f3a2", "direction", "outbound"))
 *     .build();
 * }</pre>
 *
 * Immutable as far as its data is: the publisher serialises the data once, when the event is
 * published.
 */
public final class Event {
  private static final int MAX_IDEMPOTENCY_KEY = 200;

  private final String type;
  private final String workspace;
  private final @Nullable String account;
  private final @Nullable Instant timestamp;
  private final Object data;
  private final @Nullable String idempotencyKey;

  private Event(Builder builder) {
    this.type = Input.text("event", builder.type, Input.MAX_ID);
    this.workspace = Input.text("workspace", builder.workspace, Input.MAX_ID);
    this.account = Input.optionalText("account", builder.account, Input.MAX_ID);
    this.timestamp = builder.timestamp;
    this.data = Input.required("data", builder.data);
    this.idempotencyKey =
        Input.optionalText("idempotencyKey", builder.idempotencyKey, MAX_IDEMPOTENCY_KEY);
  }

  /**
   * Begins an event.
   *
   * @param type what happened, as in {@code message.sent}
   */
  public static Builder builder(String type) {
    return new Builder(type);
  }

  public String type() {
    return type;
  }

  public String workspace() {
    return workspace;
  }

  /** The managed account that it happened in, null when it concerns the workspace as a whole. */
  public @Nullable String account() {
    return account;
  }

  /** When it happened; null means when it is published. */
  public @Nullable Instant timestamp() {
    return timestamp;
  }

  /**
   * What the body's {@code data} is made from: a {@link JsonText}, or anything that can be written
   * as JSON: maps, lists, records, beans, {@code java.time}, or whatever the host's own writer
   * takes.
   */
  public Object data() {
    return data;
  }

  /**
   * Names the event within its workspace, so that publishing it again stores nothing; null for
   * none.
   */
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** Names the event without its data, which may be confidential. */
  @Override
  public String toString() {
    return "Event[type=" + type + ", workspace=" + workspace + ", account=" + account + "]";
  }

  /** Collects an event's parts. Not thread safe. */
  public static final class Builder {
    private final String type;
    private @Nullable String workspace;
    private @Nullable String account;
    private @Nullable Instant timestamp;
    private @Nullable Object data;
    private @Nullable String idempotencyKey;

    private Builder(String type) {
      this.type = type;
    }

    /** The tenant that it happened in. Required, at most 100 characters. */
    public Builder workspace(String workspace) {
      this.workspace = workspace;
      return this;
    }

    /** The managed account that it happened in, at most 100 characters. Default: none. */
    public Builder account(@Nullable String account) {
      this.account = account;
      return this;
    }

    /** When it happened. Default: when it is published. */
    public Builder timestamp(@Nullable Instant timestamp) {
      this.timestamp = timestamp;
      return this;
    }

    /**
     * What happened, as anything that can be written as JSON: a map, a record, a tree, or whatever
     * the host's own writer takes. This or {@link #json} is required.
     */
    public Builder data(Object data) {
      this.data = data;
      return this;
    }

    /**
     * What happened, as JSON text. It is checked and compacted; its values stay as they are
     * written.
     */
    public Builder json(String data) {
      this.data = new JsonText(data);
      return this;
    }

    /**
     * At most 200 characters. A second event of the workspace with the same key is not stored; its
     * publisher gets the first one's id. Default: none.
     */
    public Builder idempotencyKey(@Nullable String idempotencyKey) {
      this.idempotencyKey = idempotencyKey;
      return this;
    }

    /**
     * Checks the parts and makes the event.
     *
     * @throws InvalidInputException when a part is missing, too long, or holds invisible characters
     */
    public Event build() {
      return new Event(this);
    }
  }
}
