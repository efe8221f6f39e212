package dev.webhooks.model;

/**
 * What somebody typed can't be accepted: a webhook's URL or name, an event's data, the limit of a
 * page. Nothing was saved; {@link #field()} names the culprit. What the host has set up wrongly is
 * an {@link IllegalArgumentException} instead.
 */
public final class InvalidInputException extends WebhookException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;
  private final boolean tooLarge;

  /**
   * @param field the name of the input that is refused, as the API spells it: {@code url}, {@code
   *     data}
   * @param problem what is wrong and what would be right, without the value itself
   */
  public InvalidInputException(String field, String problem) {
    this(field, problem, false);
  }

  private InvalidInputException(String field, String problem, boolean tooLarge) {
    super(field + ": " + problem);
    this.field = field;
    this.problem = problem;
    this.tooLarge = tooLarge;
  }

  /** One whose only fault is its size: see {@link #isTooLarge}. */
  public static InvalidInputException tooLarge(String field, String problem) {
    return new InvalidInputException(field, problem, true);
  }

  /**
   * The same, of a field of one of several things: {@code events[2]} makes {@code events[2].data}.
   */
  public InvalidInputException within(String place) {
    return new InvalidInputException(place + "." + field, problem, tooLarge);
  }

  /** The refused input's name, as in {@code url} or {@code eventTypes}. */
  public String field() {
    return field;
  }

  /** Whether it would be accepted if it took fewer bytes, which HTTP says by 413. */
  public boolean isTooLarge() {
    return tooLarge;
  }

  /** The message without the field's name. */
  public String problem() {
    return problem;
  }
}
