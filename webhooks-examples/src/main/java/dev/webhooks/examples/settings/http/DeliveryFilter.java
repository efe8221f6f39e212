package dev.webhooks.examples.settings.http;

import dev.webhooks.DeliveryLog;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of the delivery log, as a call's query string says it. */
final class DeliveryFilter {
  /** The parameters that it may have. */
  static final Set<String> KNOWN =
      Set.of(
          "state", "webhook", "event", "id", "account", "status", "from", "to", "limit", "cursor");

  private static final Pattern HTTP_STATUS = Pattern.compile("[1-9][0-9]{2}");

  private final String workspace;
  private final ListParameters parameters;

  private DeliveryFilter(String workspace, ListParameters parameters) {
    this.workspace = workspace;
    this.parameters = parameters;
  }

  /** Of a call in whose query string {@link QueryParameters} found nothing unknown. */
  static DeliveryFilter of(Context call) {
    return new DeliveryFilter(PathParameters.workspace(call), ListParameters.of(call));
  }

  /**
   * The page of the log that the call asks for.
   *
   * @throws InvalidInputException naming the parameter that is given twice or no good
   */
  DeliveryPage page(DeliveryLog log) {
    DeliveryQuery.Builder query = query();
    String id = id();
    if (id == null) {
      return log.query(query.build());
    }
    Optional<Delivery> named = log.find(workspace, id).map(DeliveryDetail::delivery);
    if (named.isEmpty()) {
      return log.query(query.eventId(id).build());
    }
    // No webhook gets an event twice, so the two name one delivery, and the other filters hold.
    Delivery delivery = named.get();
    DeliveryQuery one = query.eventId(delivery.eventId()).webhookId(delivery.webhookId()).build();
    String webhook = parameters.text("webhook");
    return webhook == null || webhook.equals(delivery.webhookId())
        ? log.query(one)
        : new DeliveryPage(List.of(), null);
  }

  private DeliveryQuery.Builder query() {
    DeliveryQuery.Builder query =
        DeliveryQuery.builder(workspace)
            .state(state())
            .webhookId(name("webhook"))
            .eventType(name("event"))
            .account(parameters.text("account"))
            .httpStatus(httpStatus())
            .from(time("from"))
            .until(time("to"))
            .cursor(parameters.cursor());
    parameters.limit().ifPresent(query::limit);
    return query;
  }

  /** A delivery's or an event's. */
  private @Nullable String id() {
    String text = parameters.text("id");
    if (text != null && !PathParameters.isId(text)) {
      throw new InvalidInputException("id", "must be the id of a delivery or an event");
    }
    return text;
  }

  private @Nullable Integer httpStatus() {
    String text = parameters.text("status");
    if (text == null) {
      return null;
    }
    if (!HTTP_STATUS.matcher(text).matches()) {
      throw new InvalidInputException("status", "must be an HTTP status such as 503");
    }
    return Integer.valueOf(text);
  }

  private @Nullable DeliveryState state() {
    String text = parameters.text("state");
    if (text == null) {
      return null;
    }
    return OneOf.of("state", text, DeliveryState.values());
  }

  /** A webhook's id or an event's type: words that no database stumbles over. */
  private @Nullable String name(String name) {
    String text = parameters.text(name);
    if (text != null && !PathParameters.isId(text.replace(".", ""))) {
      throw new InvalidInputException(
          name, "must be 1 to 100 letters, digits, dots, hyphens or underscores");
    }
    return text;
  }

  private @Nullable Instant time(String name) {
    String text = parameters.text(name);
    return text == null ? null : Times.parse(name, text);
  }
}
