package dev.webhooks.internal.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.webhooks.model.InvalidInputException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which part of an event's data can't be written, why, and what to do about it; without
 * Jackson's own message, which quotes the data (Guarantee P).
 */
final class DataRefusal {
  private static final String WAY_OUT =
      "pass maps, lists, records or JSON text, or write data yourself with"
          + " Webhooks.builder(…).json(…)";

  private static final Module JACKSON = JsonMapper.class.getModule();

  private static final int MAX_PATH_LENGTH = 200;

  /** A map's keys may be data, a customer's e-mail address for instance. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]{0,60}");

  private DataRefusal() {}

  /** What was thrown out of writing an object. */
  static InvalidInputException ofObject(Exception failure, int maxBytes) {
    InvalidInputException known = known(failure, maxBytes);
    if (known != null) {
      return known;
    }
    String part = path(failure);
    if (failure instanceof InvalidDefinitionException unknown && unknown.getType() != null) {
      Class<?> type = unknown.getType().getRawClass();
      String problem = isClosed(type) ? closed(type) : ", which can't be written as JSON";
      return new InvalidInputException(part, "is a " + type.getName() + problem + "; " + WAY_OUT);
    }
    Throwable thrown = failure.getCause();
    if (thrown instanceof NoRawJson.RawJson) {
      return new InvalidInputException(part, "is raw JSON, which would be sent unseen; " + WAY_OUT);
    }
    String by = thrown == null ? "" : ": " + thrown.getClass().getName() + " was thrown";
    return new InvalidInputException(part, "can't be written as JSON" + by + "; " + WAY_OUT);
  }

  /**
   * What was thrown out of reading JSON text.
   *
   * @param what the text, as in "is"
   */
  static InvalidInputException ofText(Exception failure, int maxBytes, String what) {
    InvalidInputException known = known(failure, maxBytes);
    if (known != null) {
      return known;
    }
    JsonLocation at =
        failure instanceof JsonProcessingException syntax ? syntax.getLocation() : null;
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return new InvalidInputException("data", what + " not JSON that can be accepted" + where);
  }

  private static @Nullable InvalidInputException known(Exception failure, int maxBytes) {
    if (failure instanceof InvalidInputException known) {
      return known;
    }
    if (BoundedOutput.LimitExceeded.isCauseOf(failure)) {
      return InvalidInputException.tooLarge(
          "data", "makes the event's body longer than " + maxBytes + " bytes");
    }
    for (Throwable each : new Throwable[] {failure, failure.getCause()}) {
      if (each instanceof StreamConstraintsException bound) {
        return new InvalidInputException("data", passed(bound));
      }
    }
    return null;
  }

  /**
   * Which of Jackson's bounds was passed. It says so in its message alone, by the name of the
   * public method that tells the bound; a release that does not has all of them named.
   */
  private static String passed(StreamConstraintsException bound) {
    String message = String.valueOf(bound.getOriginalMessage());
    if (message.contains("getMaxNumberLength")) {
      return "has a number of more than 1,000 digits";
    }
    if (message.contains("getMaxNestingDepth")) {
      return "has more than 1,000 levels, or refers to itself";
    }
    if (message.contains("getMaxNameLength")) {
      return "has a name that is longer than 50,000 characters";
    }
    return "has a number of more than 1,000 digits, more than 1,000 levels, or a name that is longer"
        + " than 50,000 characters";
  }

  /** As in {@code data.customer.addresses[2]}. */
  private static String path(Exception failure) {
    StringBuilder path = new StringBuilder("data");
    if (failure instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        String name = step.getFieldName();
        if (name == null) {
          path.append('[').append(step.getIndex()).append(']');
        } else {
          path.append('.').append(PLAIN_NAME.matcher(name).matches() ? name : "…");
        }
        if (path.length() > MAX_PATH_LENGTH) {
          return path.append('…').toString();
        }
      }
    }
    return path.toString();
  }

  /** Whether Jackson is kept from looking into a class of the host's. */
  private static boolean isClosed(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed()
        && !module.getName().startsWith("java.")
        && !module.isOpen(type.getPackageName(), JACKSON);
  }

  private static String closed(Class<?> type) {
    String to = JACKSON.isNamed() ? " to " + JACKSON.getName() : "";
    return ", which Jackson may not look into: add \"opens "
        + type.getPackageName()
        + to
        + ";\" to the module-info of "
        + type.getModule().getName();
  }
}
