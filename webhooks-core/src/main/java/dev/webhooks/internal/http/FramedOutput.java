package dev.webhooks.internal.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What a connection's HTTP client writes, handed on as it is, with {@link ReplyFraming} looking.
 */
final class FramedOutput extends OutputStream {
  private final OutputStream out;
  private final ReplyFraming framing;

  FramedOutput(OutputStream out, ReplyFraming framing) {
    this.out = out;
    this.framing = framing;
  }

  @Override
  public void write(int b) throws IOException {
    framing.sending();
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    framing.sending();
    out.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
