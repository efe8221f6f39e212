package dev.webhooks.internal.http;

import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of the status as soon as an answer's headers have ended, for what OkHttp then throws
 * away with an exception: 407, a 204 that has a body, a {@code Retry-After} that isn't an {@code
 * int}. And whether the call came as far as its endpoint. One object per call, used on the call's
 * own thread.
 */
final class ReplyHeaders extends EventListener {
  private static final int MAX_VALUE_LENGTH = 256;

  @Nullable Integer status;
  @Nullable String contentType;
  @Nullable String retryAfter;

  /** Whether TLS was begun with the endpoint, or there is a connection ready for use. */
  boolean reached;

  @Override
  public void secureConnectStart(Call call) {
    reached = true;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    reached = true;
  }

  /** The proxy has spoken in the endpoint's place. */
  void forget() {
    status = null;
    contentType = null;
    retryAfter = null;
    reached = false;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    status = response.code();
    contentType = cleaned(response.header("Content-Type"));
    retryAfter = cleaned(response.header("Retry-After"));
  }

  /** OkHttp keeps whatever bytes a header has; NUL and the like stop here. */
  private static @Nullable String cleaned(@Nullable String value) {
    if (value == null) {
      return null;
    }
    int length = Math.min(value.length(), MAX_VALUE_LENGTH);
    StringBuilder cleaned = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      cleaned.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return cleaned.toString();
  }
}
