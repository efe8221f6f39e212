package dev.webhooks.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the delivery log, which runs from newest to oldest: right behind one delivery.
 *
 * @param createdAt when that delivery was created
 * @param id that delivery's id, which orders deliveries of the same instant
 */
public record DeliveryCursor(Instant createdAt, String id) {
  /** Four digits of a year, as every store writes them, and an id without surprises. */
  private static final Pattern PLACE =
      Pattern.compile("(\\d{4}-[^ ]{1,40}) ([A-Za-z0-9_-]{1,100})");

  public DeliveryCursor {
    requireNonNull(createdAt, "createdAt");
    requireNonNull(id, "id");
  }

  public static DeliveryCursor behind(Delivery delivery) {
    return new DeliveryCursor(delivery.createdAt(), delivery.id());
  }

  /**
   * Reads a place back.
   *
   * @throws InvalidInputException naming {@code cursor} when the text was not made by {@link
   *     #encode()}
   */
  public static DeliveryCursor parse(String text) {
    try {
      Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(text), UTF_8));
      if (place.matches()) {
        return new DeliveryCursor(Instant.parse(place.group(1)), place.group(2));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw notACursor();
    }
    throw notACursor();
  }

  /** The place as opaque text, safe in a URL. */
  public String encode() {
    String text = createdAt + " " + id;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static InvalidInputException notACursor() {
    return new InvalidInputException("cursor", "is not one that an earlier page handed out");
  }
}
