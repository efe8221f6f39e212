package dev.webhooks.examples.settings;

import dev.webhooks.model.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a workspace pays for, and so how many webhooks it may hold. */
public enum Plan {
  FREE(1),
  STARTER(3),
  PRO(10),
  BUSINESS(Integer.MAX_VALUE),
  AGENCY(Integer.MAX_VALUE);

  private final int webhooks;

  Plan(int webhooks) {
    this.webhooks = webhooks;
  }

  /** How many webhooks a workspace on this plan may hold. */
  public int webhooks() {
    return webhooks;
  }

  /** Whether a workspace on this plan may hold as many webhooks as it likes. */
  public boolean isUnlimited() {
    return webhooks == Integer.MAX_VALUE;
  }

  /**
   * The plan of this name.
   *
   * @throws InvalidInputException naming {@code plan} when there is none
   */
  public static Plan named(String name) {
    return Arrays.stream(values())
        .filter(plan -> plan.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("plan", "must be one of " + names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(Plan::name).collect(Collectors.joining(", "));
  }
}
