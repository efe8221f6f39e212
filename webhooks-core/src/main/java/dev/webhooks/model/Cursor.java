package dev.webhooks.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a list that is in the order of creation: right behind one delivery or one webhook.
 *
 * @param createdAt when that one was created
 * @param id that one's id, which orders those of the same instant
 */
public record Cursor(Instant createdAt, String id) {
  /** Four digits of a year, as every store writes them, and an id without surprises. */
  private static final Pattern PLACE =
      Pattern.compile("(\\d{4}-[^ ]{1,40}) ([A-Za-z0-9_-]{1,100})");

  public Cursor {
    requireNonNull(createdAt, "createdAt");
    requireNonNull(id, "id");
  }

  public static Cursor behind(Delivery delivery) {
    return new Cursor(delivery.createdAt(), delivery.id());
  }

  public static Cursor behind(Webhook webhook) {
    return new Cursor(webhook.createdAt(), webhook.id());
  }

  /**
   * Reads a place back.
   *
   * @throws InvalidInputException naming {@code cursor} when the text was not made by {@link
   *     #encode()}
   */
  public static Cursor parse(String text) {
    try {
      Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(text), UTF_8));
      if (place.matches()) {
        return new Cursor(Instant.parse(place.group(1)), place.group(2));
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
