package dev.webhooks.examples.settings.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 writes it.
 *
 * @param type {@code about:blank}: the status says it all
 * @param title the status in words
 * @param detail what is wrong with this very request
 * @param field the refused field's name, as in {@code url} or {@code events[2].data}; null, and
 *     left out, where it isn't about a field
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, @Nullable String field) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String detail) {
    return new Problem("about:blank", title(status), status, detail, null);
  }

  static Problem ofField(int status, String field, String detail) {
    return new Problem("about:blank", title(status), status, detail, field);
  }

  private static String title(int status) {
    HttpStatus.Code code = HttpStatus.getCode(status);
    return code == null ? "Error" : code.getMessage();
  }
}
