package dev.webhooks.internal.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What goes out on a channel: it waits for an endpoint that doesn't read, as long as a call is out,
 * and for nobody when the connection is closed.
 *
 * <p>Used by one thread at a time, like the connection it belongs to.
 */
final class ChannelOutput extends OutputStream {
  private final SocketChannel channel;
  private final OutputStream out;
  private boolean waiting = true;

  ChannelOutput(SocketChannel channel, OutputStream out) {
    this.channel = channel;
    this.out = out;
  }

  /** From now on a write times out where there is no room for all of it. */
  void writeWithoutWaiting() {
    waiting = false;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (waiting) {
      out.write(bytes, offset, length);
    } else {
      writeNow(ByteBuffer.wrap(bytes, offset, length));
    }
  }

  private void writeNow(ByteBuffer bytes) throws IOException {
    channel.configureBlocking(false);
    try {
      channel.write(bytes);
    } finally {
      channel.configureBlocking(true);
    }
    if (bytes.hasRemaining()) {
      throw new SocketTimeoutException("no room");
    }
  }
}
