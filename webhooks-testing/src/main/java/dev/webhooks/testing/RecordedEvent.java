package dev.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.spi.NewEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was published: stored, and committed where a transaction was joined. Immutable and
 * thread safe.
 */
public final class RecordedEvent {
  private static final String DATA = "\"data\":";

  private final NewEvent event;

  RecordedEvent(NewEvent event) {
    this.event = event;
  }

  /** The event's id. */
  public String id() {
    return event.id();
  }

  /** The workspace that it happened in. */
  public String workspace() {
    return event.workspace();
  }

  /** The account that it happened in; null for none. */
  public @Nullable String account() {
    return event.account();
  }

  /** What kind of thing happened. */
  public String type() {
    return event.type();
  }

  /** The JSON that every webhook gets. */
  public String body() {
    return new String(event.body(), UTF_8);
  }

  /** The JSON of the event's own data, without what the library puts around it. */
  public String data() {
    String body = body();
    return body.substring(body.indexOf(DATA) + DATA.length(), body.length() - 1);
  }

  /** The key that it was published with; null for none. */
  public @Nullable String idempotencyKey() {
    return event.idempotencyKey();
  }

  /** The webhooks that wanted it, by their ids; may be none. */
  public List<String> webhookIds() {
    return event.deliveries().stream().map(NewEvent.NewDelivery::webhookId).toList();
  }

  @Override
  public String toString() {
    return type() + " " + id() + " in " + workspace() + ": " + data();
  }
}
