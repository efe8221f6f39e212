package dev.webhooks.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint, which carries one request after the other, of one owner (Guarantee
 * W): an answer that comes late, or twice, can then be taken for another answer of that owner's at
 * most.
 *
 * <p>Used by one thread at a time.
 */
final class Connection {
  /** In pieces, as a channel would copy all of it before it sends the first byte. */
  private static final int PIECE = 16 * 1024;

  private final ConnectionKey key;
  private final GuardedSocket socket;
  private final @Nullable SSLSocket tls;
  private final CountedInput counted;
  private final InputStream in;
  private final OutputStream out;
  private final ReplyFraming framing = new ReplyFraming();
  private final ReplyInput input;
  private final long openedAt;

  // These are guarded by KeptConnections, which keeps it while nobody uses it.

  /** Since when nobody uses it, by the clock of nanoseconds. */
  long idleSince;

  /** The one of the same key that became idle before it. */
  @Nullable Connection below;

  /** The one of any key that became idle before it. */
  @Nullable Connection older;

  /** The one of any key that became idle after it. */
  @Nullable Connection newer;

  /**
   * @param socket connected
   * @param tls what speaks TLS over it, with the handshake done; null for none
   * @param openedAt by the clock of nanoseconds
   */
  Connection(ConnectionKey key, GuardedSocket socket, @Nullable SSLSocket tls, long openedAt)
      throws IOException {
    this.key = key;
    this.socket = socket;
    this.tls = tls;
    this.openedAt = openedAt;
    this.counted = socket.getInputStream();
    this.in = tls == null ? counted : tls.getInputStream();
    this.out = tls == null ? socket.getOutputStream() : tls.getOutputStream();
    this.input = new ReplyInput(in, framing);
  }

  ConnectionKey key() {
    return key;
  }

  GuardedSocket socket() {
    return socket;
  }

  ReplyFraming framing() {
    return framing;
  }

  ReplyInput input() {
    return input;
  }

  /** By the clock of nanoseconds. */
  long openedAt() {
    return openedAt;
  }

  /** From now on so many bytes may come, those of TLS included (Guarantee B). */
  void allow(long bytes) {
    counted.allow(bytes);
  }

  /** Sends a request. */
  void send(byte[] head, byte[] body) throws IOException {
    framing.sending();
    if (head.length + body.length <= PIECE) {
      byte[] all = new byte[head.length + body.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      out.write(all);
      return;
    }
    out.write(head);
    for (int offset = 0; offset < body.length; offset += PIECE) {
      out.write(body, offset, Math.min(PIECE, body.length - offset));
    }
  }

  /** From now on all reads together may take so long. */
  void readWithin(Duration time) {
    counted.readWithin(time);
  }

  /** From now on reads may take as long as nobody {@linkplain Call ends} them. */
  void readAtLeisure() throws IOException {
    counted.readAtLeisure();
  }

  /** Whether the last answer ended where it said, with nothing behind it. */
  boolean isIdle() {
    return framing.isIdle() && !input.hasLeft();
  }

  /**
   * Whether another request may be sent: the other side has not closed it, nothing is left that no
   * request has asked for, and no answers were mixed up (Guarantee W). What is left may wait in the
   * TLS layer too, decrypted and unread.
   */
  boolean isReusable() {
    try {
      return isIdle()
          && framing.mayGoOn()
          && !socket.isClosed()
          && (tls == null || in.available() == 0)
          && !counted.isEndedOrWaiting();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Closes it, looks a last time for what nobody has asked for, and says good-bye. Waits for
   * nothing, and throws nothing: idle connections are closed on the thread that ends everybody's
   * calls, and on those of others' calls (Guarantees B and N). An endpoint that doesn't read, and
   * asks for new keys a thousand times, would else hold them up for as long as it likes.
   */
  void close() {
    try {
      socket.stopWaiting();
      framing.closing(this::hasMore);
      if (tls != null) {
        tls.close();
      }
    } catch (IOException | RuntimeException | Error e) {
      // then without a good-bye: whoever it was, it costs nobody else anything
    } finally {
      socket.abort();
    }
  }

  /**
   * Whether there is more for a reader, which may be encrypted yet. Bytes below TLS say little: a
   * server's good-bye and a late session ticket are records too.
   */
  private boolean hasMore() {
    if (tls == null) {
      return counted.isWaiting();
    }
    try {
      return in.read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
