package dev.webhooks.examples.settings.http;

import dev.webhooks.model.Cursor;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query of the delivery log, as a call's query string says it. */
final class DeliveryFilter {
  /** The parameters that it may have. */
  static final Set<String> KNOWN =
      Set.of("state", "webhook", "event", "from", "to", "limit", "cursor");

  /** As one writes it; what Java takes for a number is much more. */
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final Map<String, List<String>> parameters;

  private DeliveryFilter(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads the call's query string, in which {@link QueryParameters} found nothing unknown.
   *
   * @throws InvalidInputException naming the parameter that is given twice or no good
   */
  static DeliveryQuery of(Context call) {
    return new DeliveryFilter(call.queryParamMap()).query(PathParameters.workspace(call));
  }

  private DeliveryQuery query(String workspace) {
    DeliveryQuery.Builder query =
        DeliveryQuery.builder(workspace)
            .state(state())
            .webhookId(name("webhook"))
            .eventType(name("event"))
            .from(time("from"))
            .to(time("to"))
            .cursor(cursor());
    String limit = text("limit");
    return limit == null ? query.build() : query.limit(number(limit)).build();
  }

  private @Nullable String text(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new InvalidInputException(name, "is given twice");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private @Nullable DeliveryState state() {
    String text = text("state");
    if (text == null) {
      return null;
    }
    return Arrays.stream(DeliveryState.values())
        .filter(state -> state.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "state",
                    "must be one of "
                        + Arrays.stream(DeliveryState.values())
                            .map(DeliveryState::name)
                            .collect(Collectors.joining(", "))));
  }

  /** A webhook's id or an event's type: words that no database stumbles over. */
  private @Nullable String name(String name) {
    String text = text(name);
    if (text != null && !PathParameters.isId(text.replace(".", ""))) {
      throw new InvalidInputException(
          name, "must be 1 to 100 letters, digits, dots, hyphens or underscores");
    }
    return text;
  }

  private @Nullable Instant time(String name) {
    String text = text(name);
    return text == null ? null : Times.parse(name, text);
  }

  private @Nullable String cursor() {
    String text = text("cursor");
    if (text != null && !PathParameters.isId(Cursor.parse(text).id())) {
      throw new InvalidInputException("cursor", "is not one that an earlier page handed out");
    }
    return text;
  }

  private static int number(String limit) {
    if (!NUMBER.matcher(limit).matches()) {
      throw new InvalidInputException("limit", "must be a number in plain digits");
    }
    return Integer.parseInt(limit);
  }
}
