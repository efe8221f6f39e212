package dev.webhooks.examples.settings.http;

import dev.webhooks.model.Cursor;
import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query string of a call that lists something, in which nothing unknown was found. */
final class ListParameters {
  /** As one writes it; what Java takes for a number is much more. */
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final Map<String, List<String>> parameters;

  private ListParameters(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  static ListParameters of(Context call) {
    return new ListParameters(call.queryParamMap());
  }

  /**
   * The parameter's value, null when it is not there.
   *
   * @throws InvalidInputException naming it when it is given twice
   */
  @Nullable String text(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new InvalidInputException(name, "is given twice");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /**
   * How many to list, if the call says so.
   *
   * @throws InvalidInputException naming {@code limit} when it is no number
   */
  OptionalInt limit() {
    String limit = text("limit");
    if (limit == null) {
      return OptionalInt.empty();
    }
    if (!NUMBER.matcher(limit).matches()) {
      throw new InvalidInputException("limit", "must be a number in plain digits");
    }
    return OptionalInt.of(Integer.parseInt(limit));
  }

  /**
   * Where the page before this one ended.
   *
   * @throws InvalidInputException naming {@code cursor} when no page ends there
   */
  @Nullable String cursor() {
    String text = text("cursor");
    if (text != null && !PathParameters.isId(Cursor.parse(text).id())) {
      throw new InvalidInputException("cursor", "is not one that an earlier page handed out");
    }
    return text;
  }
}
