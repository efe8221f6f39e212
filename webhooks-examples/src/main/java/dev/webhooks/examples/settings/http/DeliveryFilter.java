package dev.webhooks.examples.settings.http;

import dev.webhooks.model.DeliveryCursor;
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
  private static final Set<String> KNOWN =
      Set.of("state", "webhook", "event", "from", "to", "limit", "cursor");

  /** The servlet container passes over parameters whose escapes are broken. */
  private static final Pattern ESCAPED = Pattern.compile("([^%]|%[0-9A-Fa-f]{2})*+");

  private final Map<String, List<String>> parameters;

  private DeliveryFilter(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads the call's query string.
   *
   * @throws InvalidInputException naming the parameter that is unknown, given twice or no good: a
   *     filter that is misspelt would otherwise show everything
   */
  static DeliveryQuery of(Context call) {
    if (!ESCAPED.matcher(String.valueOf(call.queryString())).matches()) {
      throw new Refusal(400, "the query string has a broken escape");
    }
    Map<String, List<String>> parameters = call.queryParamMap();
    for (String name : parameters.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new InvalidInputException(name, "is not a parameter of this call");
      }
    }
    return new DeliveryFilter(parameters).query(PathParameters.workspace(call));
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
    if (text != null && !PathParameters.isId(DeliveryCursor.parse(text).id())) {
      throw new InvalidInputException("cursor", "is not one that an earlier page handed out");
    }
    return text;
  }

  private static int number(String limit) {
    try {
      return Integer.parseInt(limit);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("limit", "must be a number");
    }
  }
}
