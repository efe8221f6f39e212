package dev.webhooks.examples.settings.http;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query of the delivery log, as a call's query string says it. */
final class DeliveryFilter {
  /** The parameters that it may have. */
  static final Set<String> KNOWN =
      Set.of("state", "webhook", "event", "from", "to", "limit", "cursor");

  private final ListParameters parameters;

  private DeliveryFilter(ListParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads the call's query string, in which {@link QueryParameters} found nothing unknown.
   *
   * @throws InvalidInputException naming the parameter that is given twice or no good
   */
  static DeliveryQuery of(Context call) {
    return new DeliveryFilter(ListParameters.of(call)).query(PathParameters.workspace(call));
  }

  private DeliveryQuery query(String workspace) {
    DeliveryQuery.Builder query =
        DeliveryQuery.builder(workspace)
            .state(state())
            .webhookId(name("webhook"))
            .eventType(name("event"))
            .from(time("from"))
            .until(time("to"))
            .cursor(parameters.cursor());
    parameters.limit().ifPresent(query::limit);
    return query.build();
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
