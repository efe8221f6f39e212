package dev.webhooks.examples.settings.http;

import static java.util.stream.Collectors.joining;

import dev.webhooks.model.InvalidInputException;
import java.util.Arrays;

/** A word out of a few. */
final class OneOf {
  private OneOf() {}

  /**
   * The value with this name.
   *
   * @throws InvalidInputException naming the field, and the words that it may hold
   */
  static <E extends Enum<E>> E of(String field, String name, E[] known) {
    return Arrays.stream(known)
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    "must be one of "
                        + Arrays.stream(known).map(Enum::name).collect(joining(", "))));
  }
}
