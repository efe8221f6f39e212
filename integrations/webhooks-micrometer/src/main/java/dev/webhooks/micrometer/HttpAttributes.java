package dev.webhooks.micrometer;

import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.policy.FailureKind;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What OpenTelemetry's conventions say of an HTTP client's span, and whose delivery it is of. They
 * ask for the whole URL, and for what is sensitive in it to be {@value #REDACTED}.
 */
final class HttpAttributes {
  static final String METHOD = "POST";

  private static final String REDACTED = "REDACTED";

  private HttpAttributes() {}

  static KeyValues of(AttemptStart start, boolean showsPath) {
    KeyValues values =
        KeyValues.of(
            KeyValue.of("http.request.method", METHOD),
            KeyValue.of("url.full", showsPath ? start.url() : withoutPath(start.url())),
            KeyValue.of("webhooks.workspace", start.delivery().workspace()),
            KeyValue.of("webhooks.webhook.id", start.delivery().webhookId()),
            KeyValue.of("webhooks.delivery.id", start.delivery().id()),
            KeyValue.of("webhooks.event.id", start.delivery().eventId()),
            KeyValue.of("webhooks.event.type", start.delivery().eventType()));
    if (start.isRetry()) {
      values = values.and("http.request.resend_count", Integer.toString(start.number() - 1));
    }
    return values.and(server(start.url()));
  }

  private static String withoutPath(String url) {
    int host = url.indexOf("://") + "://".length();
    int path = url.indexOf('/', host);
    return path < 0 || path == url.length() - 1 ? url : url.substring(0, path + 1) + REDACTED;
  }

  private static KeyValues server(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null) {
        return KeyValues.empty();
      }
      int standard = "http".equals(uri.getScheme()) ? 80 : 443;
      int port = uri.getPort() < 0 ? standard : uri.getPort();
      return KeyValues.of("server.address", uri.getHost(), "server.port", Integer.toString(port));
    } catch (URISyntaxException e) {
      return KeyValues.empty(); // some that may be registered are none to the JDK
    }
  }

  static KeyValues of(AttemptEnd end) {
    KeyValues values = KeyValues.empty();
    Integer status = end.attempt().httpStatus();
    if (status != null) {
      values = values.and("http.response.status_code", Integer.toString(status));
    }
    String error = errorType(end);
    return error == null ? values : values.and("error.type", error);
  }

  /** The status that does not acknowledge, or what kept it from coming; null if it does. */
  static @Nullable String errorType(AttemptEnd end) {
    FailureKind failure = end.failure();
    if (failure == null) {
      return null;
    }
    Integer status = end.attempt().httpStatus();
    return status == null ? Names.word(failure) : Integer.toString(status);
  }
}
