package dev.webhooks.internal.http;

import java.io.IOException;
import java.io.InputStream;

/** What a connection's HTTP client reads, handed on as it is, with {@link ReplyFraming} looking. */
final class FramedInput extends InputStream {
  private final InputStream in;
  private final ReplyFraming framing;

  FramedInput(InputStream in, ReplyFraming framing) {
    this.in = in;
    this.framing = framing;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    framing.beginReading();
    try {
      int count = in.read(bytes, offset, length);
      if (count > 0) {
        framing.received(bytes, offset, count);
      } else if (count < 0) {
        framing.ended();
      }
      return count;
    } finally {
      framing.endReading();
    }
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
