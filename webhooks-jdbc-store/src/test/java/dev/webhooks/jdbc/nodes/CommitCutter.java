package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Stands between a store and PostgreSQL on the loopback, and cuts the connection of a commit:
 * before the server hears of it, or when it has done it and says so. A commit is a {@code COMMIT},
 * or the statement that stores an event and is a transaction of its own. The driver must send each
 * as text ({@code prepareThreshold=0}).
 */
final class CommitCutter implements AutoCloseable {
  /** What becomes of a commit. */
  enum Fate {
    PASSES,
    NEVER_ARRIVES,
    REPLY_IS_LOST
  }

  private static final List<byte[]> COMMITS =
      List.of("COMMIT".getBytes(US_ASCII), "insert into webhooks_event ".getBytes(US_ASCII));

  private final int upstreamPort;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger commits = new AtomicInteger();
  private volatile IntFunction<Fate> fates = number -> Fate.PASSES;

  private CommitCutter(int upstreamPort, ServerSocket server) {
    this.upstreamPort = upstreamPort;
    this.server = server;
    threads.execute(this::accept);
  }

  static CommitCutter before(int upstreamPort) {
    try {
      return new CommitCutter(
          upstreamPort, new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Decides over the commits from now on, which are numbered from 1. */
  void decide(IntFunction<Fate> fates) {
    commits.set(0);
    this.fates = fates;
  }

  /** How many commits came by since the last {@link #decide}. */
  int commits() {
    return commits.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getByName("127.0.0.1"), upstreamPort);
        open.add(client);
        open.add(upstream);
        new Line(client, upstream).open();
      }
    } catch (IOException closed) {
      // By close().
    }
  }

  private final class Line {
    private final Socket client;
    private final Socket upstream;
    private volatile boolean losesReply;

    Line(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void open() {
      threads.execute(() -> pump(client, upstream, this::passesUp));
      threads.execute(() -> pump(upstream, client, (bytes, length) -> !losesReply));
    }

    private boolean passesUp(byte[] bytes, int length) {
      if (COMMITS.stream().noneMatch(commit -> contains(bytes, length, commit))) {
        return true;
      }
      Fate fate = fates.apply(commits.incrementAndGet());
      losesReply = fate == Fate.REPLY_IS_LOST;
      return fate != Fate.NEVER_ARRIVES;
    }

    private void pump(Socket from, Socket to, Gate gate) {
      byte[] bytes = new byte[64 * 1024];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
          if (!gate.passes(bytes, length)) {
            return;
          }
          out.write(bytes, 0, length);
        }
      } catch (IOException closed) {
        // By the other direction, or by close().
      } finally {
        open.remove(from);
        open.remove(to);
      }
    }
  }

  @FunctionalInterface
  private interface Gate {
    boolean passes(byte[] bytes, int length);
  }

  private static boolean contains(byte[] bytes, int length, byte[] wanted) {
    for (int i = 0; i + wanted.length <= length; i++) {
      int matched = 0;
      while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
