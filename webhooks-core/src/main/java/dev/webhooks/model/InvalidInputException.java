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

  /**
   * @param field the name of the input that is refused, as the API spells it: {@code url}, {@code
   *     data}
   * @param problem what is wrong and what would be right, without the value itself
   */
  public InvalidInputException(String field, String problem) {
    super(field + ": " + problem);
    this.field = field;
    this.problem = problem;
  }

  /** The refused input's name, as in {@code url} or {@code eventTypes}. */
  public String field() {
    return field;
  }

  /** The message without the field's name. */
  public String problem() {
    return problem;
  }
}
