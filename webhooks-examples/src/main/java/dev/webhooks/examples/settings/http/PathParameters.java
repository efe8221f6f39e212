package dev.webhooks.examples.settings.http;

import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** What a path names: a workspace, and one of its things. */
final class PathParameters {
  private static final int MAX_WORKSPACE = 100;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private PathParameters() {}

  /**
   * The workspace.
   *
   * @throws InvalidInputException naming {@code workspace} when none can be called so
   */
  static String workspace(Context call) {
    String workspace = call.pathParam("ws");
    boolean sound =
        !workspace.isBlank()
            && workspace.length() <= MAX_WORKSPACE
            && workspace.chars().noneMatch(PathParameters::isUnfit);
    if (!sound) {
      throw new InvalidInputException(
          "workspace", "must be 1 to " + MAX_WORKSPACE + " printable characters");
    }
    return workspace;
  }

  /** A stray surrogate, or what stands for broken UTF-8, or a control character. */
  private static boolean isUnfit(int c) {
    return Character.isISOControl(c) || c == '\uFFFD';
  }

  /**
   * The id of a webhook or a delivery.
   *
   * @throws Refusal with status 404 when nothing can have it
   */
  static String id(Context call) {
    String id = call.pathParam("id");
    if (!isId(id)) {
      throw new Refusal(404, "there is nothing with this id");
    }
    return id;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
