package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/**
 * Opens sockets and connects them, and says whose doing it is when that fails. By place and by
 * type: the messages are the operating system's, in its own language. Where a type says too little
 * a message is looked at, and one in another language means a less telling sentence.
 */
final class TcpConnect {
  private TcpConnect() {}

  /**
   * A socket of a channel, not connected.
   *
   * @throws FailedException if there is none: no descriptor, or no memory for one
   */
  static Socket open() throws FailedException {
    try {
      return SocketChannel.open().socket();
    } catch (IOException e) {
      throw new FailedException(HttpFailure.EXHAUSTED, e);
    }
  }

  /** Connects, for so long at most; 0 for ever. */
  static void connect(Socket socket, InetSocketAddress target, int timeoutMillis)
      throws IOException {
    try {
      socket.connect(target, timeoutMillis);
    } catch (NoRouteToHostException e) {
      throw new FailedException(HttpFailure.NO_ROUTE, e);
    } catch (BindException e) {
      throw new FailedException(
          hasLocalAddressFor(target) ? HttpFailure.EXHAUSTED : HttpFailure.NO_ROUTE, e);
    } catch (ConnectException e) {
      if ("Connection timed out".equals(e.getMessage())) {
        throw new SocketTimeoutException("connect timed out"); // the system's own patience
      }
      throw new FailedException(HttpFailure.REFUSED, e);
    } catch (SocketException e) {
      // "Network is unreachable"; or the endpoint reset what it had accepted a moment before.
      throw new FailedException(isReset(e) ? HttpFailure.RESET : HttpFailure.NO_ROUTE, e);
    }
  }

  private static boolean isReset(SocketException thrown) {
    String message = thrown.getMessage();
    return message != null && message.startsWith("Connection reset");
  }

  /**
   * Whether it is a local port that is missing, not an address. The same error says both: a machine
   * without IPv6 answers it for every IPv6 address, which any tenant may register. Connecting a
   * datagram socket needs the one and not the other, and sends nothing.
   */
  private static boolean hasLocalAddressFor(InetSocketAddress target) throws FailedException {
    DatagramChannel probe;
    try {
      probe = DatagramChannel.open();
    } catch (IOException e) {
      throw new FailedException(HttpFailure.EXHAUSTED, e);
    }
    try (probe) {
      probe.connect(target);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
