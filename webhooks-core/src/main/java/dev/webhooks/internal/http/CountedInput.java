package dev.webhooks.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on a channel: counted (Guarantee B), and, between two calls, looked at without
 * waiting.
 *
 * <p>Used by one thread at a time, like the connection it belongs to.
 */
final class CountedInput extends InputStream {
  /** Two records of the longest. */
  private static final int LAST_LOOK_BYTES = 2 * (16 * 1024 + 512);

  private final SocketChannel channel;
  private final InputStream in;

  /** How many bytes may still be read. */
  private long left = Long.MAX_VALUE;

  /** What came while nobody read: kept, as a look must not cost a reader anything. */
  private ByteBuffer early = ByteBuffer.allocate(0);

  /** When reads end, by the clock of nanoseconds; null for as long as nobody ends them. */
  private @Nullable Long until;

  /** How much more is read without waiting; negative where reads wait. */
  private int restWithoutWaiting = -1;

  CountedInput(SocketChannel channel, InputStream in) {
    this.channel = channel;
    this.in = in;
  }

  /** From now on so many bytes may be read. */
  void allow(long bytes) {
    left = bytes;
  }

  private void spend(int bytes) throws ResponseTooLargeException {
    left -= Math.max(0, bytes);
    if (left < 0) {
      throw new ResponseTooLargeException();
    }
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
    if (restWithoutWaiting >= 0) {
      return readNow(bytes, offset, Math.min(length, restWithoutWaiting));
    }
    limitWait();
    int count = in.read(bytes, offset, length);
    spend(count);
    return count;
  }

  /**
   * From now on all reads together may take so long: one byte after the other, as it comes, would
   * else make as long as it likes of a limit for each.
   */
  void readWithin(Duration time) {
    until = System.nanoTime() + time.toNanos();
  }

  /** From now on reads may take as long as nobody ends them. */
  void readAtLeisure() throws IOException {
    until = null;
    channel.socket().setSoTimeout(0);
  }

  private void limitWait() throws IOException {
    if (until != null) {
      long millis = (until - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new SocketTimeoutException("too long");
      }
      channel.socket().setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
    }
  }

  @Override
  public int available() throws IOException {
    return early.hasRemaining() ? early.remaining() : in.available();
  }

  /**
   * Whether the other side has ended the connection, or has said something that nobody has read.
   * Costs a few system calls and no waiting.
   */
  boolean isEndedOrWaiting() {
    if (!channel.isConnected()) {
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

  /** Whether the other side has said something that nobody has read. */
  boolean isWaiting() {
    try {
      return available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * From now on a read has what has come already, and times out when there is nothing. For a last
   * look through TLS, which reads a record or two: there is a bound, as for all reading.
   */
  void readWithoutWaiting() {
    restWithoutWaiting = LAST_LOOK_BYTES;
  }

  private int readNow(byte[] bytes, int offset, int length) throws IOException {
    int most = Math.min(length, in.available());
    if (most == 0) {
      throw new SocketTimeoutException("nothing there");
    }
    int count = in.read(bytes, offset, most);
    restWithoutWaiting -= Math.max(0, count);
    return count;
  }

  private boolean look() throws IOException {
    ByteBuffer next = ByteBuffer.allocate(16);
    int count = channel.read(next);
    if (count > 0) {
      spend(count);
      early = next.flip();
    }
    return count != 0;
  }
}
