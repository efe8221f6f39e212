package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/** Text that claims to be JSON. Whether it is shows when the event is published. */
public record JsonText(String value) {

  public JsonText {
    requireNonNull(value, "value");
  }

  /** Leaves the text out: an event's data may be confidential. */
  @Override
  public String toString() {
    return "JsonText[" + value.length() + " characters]";
  }
}
