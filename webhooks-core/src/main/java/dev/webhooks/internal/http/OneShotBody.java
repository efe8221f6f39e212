package dev.webhooks.internal.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that OkHttp may send once (Guarantee W). Measured: OkHttp silently POSTs again after a 503
 * with {@code Retry-After: 0}, even with {@code retryOnConnectionFailure(false)}; a one-shot body
 * is the only thing that stops every such resend.
 */
final class OneShotBody extends RequestBody {
  private static final int PIECE = 16 * 1024;

  private final byte[] bytes;

  OneShotBody(byte[] bytes) {
    this.bytes = bytes;
  }

  /** None: the request's own header is written as it is, without a charset added. */
  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  /** In pieces: given it whole, Okio copies it whole before it sends the first byte. */
  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    for (int offset = 0; offset < bytes.length; offset += PIECE) {
      sink.write(bytes, offset, Math.min(PIECE, bytes.length - offset));
    }
  }
}
