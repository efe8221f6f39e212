package dev.webhooks.internal.registry;

import dev.webhooks.internal.guard.ParsedUrl;
import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the headers must keep to that a customer wants on the requests to a webhook. */
public final class CustomHeaders {
  public static final int MAX_COUNT = 20;
  static final int MAX_NAME = 100;

  /** All names and values together: they are kept in one row with the keys. */
  public static final int MAX_CHARACTERS = 2_048;

  private static final String FIELD = "headers";

  /** What Oracle's metadata service wants to see, in a header that receivers need. */
  private static final String ORACLE_METADATA = "bearer oracle";

  private CustomHeaders() {}

  /**
   * Refuses headers that HTTP or the contract can't carry.
   *
   * @throws InvalidInputException naming {@code headers}; its message names the header if that can
   *     be read, and never repeats a value
   */
  public static void check(Map<String, String> headers, WireHeaders contract) {
    if (headers.size() > MAX_COUNT) {
      throw refused("has more than " + MAX_COUNT + " entries");
    }
    int characters = 0;
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      String value = header.getValue();
      if (name == null || name.length() > MAX_NAME || !HttpPost.isName(name)) {
        throw refused(
            "has a name that is not 1 to "
                + MAX_NAME
                + " letters, digits and hyphens (or another character that HTTP allows there)");
      }
      if (contract.reserves(name)) {
        throw refused("must not have " + name + ", which is reserved");
      }
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw refused("has " + name + " twice");
      }
      if (value == null || !HttpPost.isValue(value) || !value.equals(value.strip())) {
        throw refused(
            "has a value of " + name + " that is not visible ASCII, with spaces only inside");
      }
      if (value.toLowerCase(Locale.ROOT).equals(ORACLE_METADATA)) {
        throw refused("has a value of " + name + " that is reserved for a metadata service");
      }
      characters += name.length() + value.length();
    }
    if (characters > MAX_CHARACTERS) {
      throw refused("has more than " + MAX_CHARACTERS + " characters in all");
    }
  }

  /**
   * Headers hold the receiver's secrets, which nobody can read; nor by having them sent to himself.
   *
   * @throws InvalidInputException naming {@code headers} when the URL moved to another host
   */
  public static void checkStayWithTheirHost(Webhook before, Webhook after) {
    ParsedUrl from = ParsedUrl.parse(before.url());
    ParsedUrl to = ParsedUrl.parse(after.url());
    boolean stays =
        (from == null || to == null) ? before.url().equals(after.url()) : from.hasOriginOf(to);
    if (!stays && !before.settings().headerNames().isEmpty()) {
      throw refused("must be given anew, or as none, with a URL of another host");
    }
  }

  private static InvalidInputException refused(String problem) {
    return new InvalidInputException(FIELD, problem);
  }
}
