package dev.webhooks.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An endpoint that costs as little as it can: one thread, HTTP/1.1 with kept connections, on the
 * loopback only. It answers every POST with 200, and the library's handshake as an endpoint should;
 * what it is sent below {@code /hangs/} it never answers, but for handshakes.
 */
final class Sink implements AutoCloseable {
  private static final int BACKLOG = 1_024;

  private final AtomicLong requests = new AtomicLong();
  private final Arrivals arrivals;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Thread thread = new Thread(this::serve, "sink");

  private Sink(Arrivals arrivals) throws IOException {
    this.arrivals = arrivals;
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** An endpoint that says what it receives. */
  static Sink open(Arrivals arrivals) throws IOException {
    Sink sink = new Sink(arrivals);
    sink.thread.setDaemon(true);
    sink.thread.start();
    return sink;
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /** How many requests were answered, handshakes included. */
  long requests() {
    return requests.get();
  }

  private void serve() {
    try {
      while (server.isOpen()) {
        selector.select(this::handle);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the sink broke", e);
    }
  }

  private void handle(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
    } else if (key.attachment() instanceof SinkConnection connection) {
      requests.addAndGet(connection.answerWhatCame());
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new SinkConnection(channel, arrivals));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the sink can't accept", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    selector.wakeup();
  }
}
