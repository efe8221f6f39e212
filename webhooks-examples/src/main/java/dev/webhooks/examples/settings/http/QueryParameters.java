package dev.webhooks.examples.settings.http;

import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The query strings of all calls, few of which take any: a parameter that is misspelt must not pass
 * for none.
 */
final class QueryParameters {
  /** The calls that take some, by their paths. */
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          DeliveryCalls.ALL,
          DeliveryFilter.KNOWN,
          WebhookCalls.ALL,
          WebhookFilter.KNOWN,
          StatsCall.PATH,
          StatsCall.KNOWN);

  private QueryParameters() {}

  /**
   * Looks at a call whose path and method are known.
   *
   * @throws Refusal with status 400 when the query string can't be read
   * @throws InvalidInputException naming the parameter that the call does not have
   */
  static void check(Context call) {
    if (hasBrokenEscape(String.valueOf(call.queryString()))) {
      throw new Refusal(400, "the query string has a broken escape");
    }
    Endpoint endpoint = call.endpoints().matchedHttpEndpoint();
    Set<String> known = endpoint == null ? Set.of() : KNOWN.getOrDefault(endpoint.path, Set.of());
    for (Map.Entry<String, List<String>> parameter : call.queryParamMap().entrySet()) {
      String name = parameter.getKey();
      if (name.isEmpty()) {
        checkNothing(parameter.getValue());
      } else if (!known.contains(name)) {
        throw new InvalidInputException(name, "is not a parameter of this call");
      }
    }
  }

  /** The servlet container passes over parameters whose escapes are broken. */
  private static boolean hasBrokenEscape(String query) {
    int percent = query.indexOf('%');
    while (percent >= 0) {
      boolean whole =
          percent + 2 < query.length()
              && HexFormat.isHexDigit(query.charAt(percent + 1))
              && HexFormat.isHexDigit(query.charAt(percent + 2));
      if (!whole) {
        return true;
      }
      percent = query.indexOf('%', percent + 3);
    }
    return false;
  }

  /** Two ampersands in a row, or one at the end, say nothing. */
  private static void checkNothing(List<String> values) {
    if (!values.stream().allMatch(String::isEmpty)) {
      throw new InvalidInputException("query", "has a value without a name");
    }
  }
}
