package dev.webhooks.examples.settings.http;

import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The query strings of all calls, of which one only takes any: a parameter that is misspelt must
 * not pass for none.
 */
final class QueryParameters {
  /** The servlet container passes over parameters whose escapes are broken. */
  private static final Pattern ESCAPED = Pattern.compile("([^%]|%[0-9A-Fa-f]{2})*+");

  private QueryParameters() {}

  /**
   * Looks at a call whose path and method are known.
   *
   * @throws Refusal with status 400 when the query string can't be read
   * @throws InvalidInputException naming the parameter that the call does not have
   */
  static void check(Context call) {
    if (!ESCAPED.matcher(String.valueOf(call.queryString())).matches()) {
      throw new Refusal(400, "the query string has a broken escape");
    }
    Endpoint endpoint = call.endpoints().matchedHttpEndpoint();
    Set<String> known =
        endpoint != null && endpoint.path.equals(DeliveryCalls.ALL)
            ? DeliveryFilter.KNOWN
            : Set.of();
    for (Map.Entry<String, List<String>> parameter : call.queryParamMap().entrySet()) {
      String name = parameter.getKey();
      if (name.isEmpty()) {
        checkNothing(parameter.getValue());
      } else if (!known.contains(name)) {
        throw new InvalidInputException(name, "is not a parameter of this call");
      }
    }
  }

  /** Two ampersands in a row, or one at the end, say nothing. */
  private static void checkNothing(List<String> values) {
    if (!values.stream().allMatch(String::isEmpty)) {
      throw new InvalidInputException("query", "has a value without a name");
    }
  }
}
