package dev.webhooks.internal.http;

import dev.webhooks.internal.http.Failures.Stage;
import java.net.InetSocketAddress;
import java.net.Proxy;
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
  @Nullable String contentEncoding;
  @Nullable String retryAfter;
  @Nullable String date;

  /** How far the call has come. */
  Stage stage = Stage.CONNECTING;

  @Override
  public void secureConnectStart(Call call) {
    stage = Stage.REACHED;
  }

  /** The next address is tried. */
  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    stage = Stage.CONNECTING;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    stage = Stage.REACHED;
  }

  @Override
  public void requestHeadersStart(Call call) {
    stage = Stage.SENDING;
  }

  /** The proxy has spoken in the endpoint's place. */
  void forget() {
    status = null;
    contentType = null;
    contentEncoding = null;
    retryAfter = null;
    date = null;
    stage = Stage.CONNECTING;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    status = response.code();
    contentType = cleaned(response.header("Content-Type"));
    contentEncoding = cleaned(response.header("Content-Encoding"));
    retryAfter = cleaned(response.header("Retry-After"));
    date = cleaned(response.header("Date"));
    stage = Stage.ANSWERED;
  }

  /** OkHttp keeps whatever bytes a header has; NUL and the like stop here. */
  private static @Nullable String cleaned(@Nullable String value) {
    return value == null ? null : Ascii.cleaned(value, MAX_VALUE_LENGTH);
  }
}
