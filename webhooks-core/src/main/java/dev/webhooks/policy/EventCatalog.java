package dev.webhooks.policy;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.InvalidInputException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The event types that a host publishes. A type outside the catalog is refused, when it is
 * published and in a webhook's filter, so that a typing error shows at once. Immutable.
 */
public final class EventCatalog {
  /** The handshake's event type. It can't be published or listened to, in whatever case. */
  public static final String VERIFY = "webhook.verify";

  /** A refusal names them all, and a person is to read it. */
  private static final int MAX_TYPES = 1_000;

  private static final int MAX_LENGTH = 100;
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final EventCatalog ANY = new EventCatalog(null);

  private final @Nullable Set<String> types;

  private EventCatalog(@Nullable Set<String> types) {
    this.types = types;
  }

  /**
   * Exactly these types.
   *
   * @param types from 1 to 1,000
   * @throws IllegalArgumentException when there are more or none, or one is malformed or reserved
   */
  public static EventCatalog of(String... types) {
    if (types.length == 0 || types.length > MAX_TYPES) {
      throw new IllegalArgumentException("a catalog needs from 1 to 1,000 event types");
    }
    List<String> given = List.of(types);
    for (String type : given) {
      String problem = problem(type);
      if (problem != null) {
        throw new IllegalArgumentException("event type " + type + " " + problem);
      }
    }
    return new EventCatalog(new LinkedHashSet<>(given));
  }

  /**
   * Every type of the right shape: words of letters, digits, {@code _} and {@code -}, joined by
   * dots.
   */
  public static EventCatalog any() {
    return ANY;
  }

  /** The types in their order; empty when any will do. */
  public List<String> types() {
    return types == null ? List.of() : List.copyOf(types);
  }

  /**
   * Refuses what is not an event type of this catalog.
   *
   * @param field the input that holds the type, for the error
   * @throws InvalidInputException when the type is malformed, reserved or not in the catalog
   */
  public void check(String field, String type) {
    requireNonNull(field, "field");
    requireNonNull(type, "type");
    if (types != null && types.contains(type)) {
      return; // its shape was looked at when the catalog was made
    }
    String problem = problem(type);
    if (problem != null) {
      throw new InvalidInputException(field, problem);
    }
    if (types != null) {
      throw new InvalidInputException(
          field, "unknown event type " + type + "; known: " + String.join(", ", types));
    }
  }

  private static @Nullable String problem(String type) {
    if (type.length() > MAX_LENGTH || !SHAPE.matcher(type).matches()) {
      return "is not an event type: words joined by dots, at most 100 characters";
    }
    return type.equalsIgnoreCase(VERIFY) ? VERIFY + " is reserved for the handshake" : null;
  }
}
