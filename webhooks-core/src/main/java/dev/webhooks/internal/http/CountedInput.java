package dev.webhooks.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What comes in on a channel: counted (Guarantee B), and, between two calls, looked at without
 * waiting.
 *
 * <p>Used by one thread at a time, like the connection it belongs to.
 */
final class CountedInput extends InputStream {
  private final SocketChannel channel;
  private final InputStream in;
  private final ReadBudget budget;

  /** What came while nobody read: kept, as a look must not cost a reader anything. */
  private ByteBuffer early = ByteBuffer.allocate(0);

  private volatile boolean reading;

  CountedInput(SocketChannel channel, InputStream in, ReadBudget budget) {
    this.channel = channel;
    this.in = in;
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (early.hasRemaining()) {
      int count = Math.min(length, early.remaining());
      early.get(bytes, offset, count);
      return count;
    }
    reading = true;
    try {
      int count = in.read(bytes, offset, length);
      budget.spend(count);
      return count;
    } finally {
      reading = false;
    }
  }

  @Override
  public int available() throws IOException {
    return early.hasRemaining() ? early.remaining() : in.available();
  }

  /**
   * Whether the other side has ended the connection, or has said something that nobody has read.
   * Costs a few system calls and no waiting. Says no while somebody reads, who will find out
   * anyway.
   */
  boolean isEndedOrWaiting() {
    if (reading || !channel.isConnected()) {
      return false;
    }
    if (early.hasRemaining()) {
      return true;
    }
    try {
      channel.configureBlocking(false);
      try {
        return look();
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return true;
    }
  }

  private boolean look() throws IOException {
    ByteBuffer next = ByteBuffer.allocate(16);
    int count = channel.read(next);
    if (count > 0) {
      budget.spend(count);
      early = next.flip();
    }
    return count != 0;
  }
}
