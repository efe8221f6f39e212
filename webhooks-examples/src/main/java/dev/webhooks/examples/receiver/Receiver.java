package dev.webhooks.examples.receiver;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A receiving team's HTTP server on 127.0.0.1: every path takes events. Plain HTTP will do for an
 * example; in earnest a webhook's URL is {@code https}.
 *
 * <p>Thread safe.
 */
public final class Receiver implements AutoCloseable {
  /** Four times what senders of this contract send at most by default. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  /** Read and thrown away, so that the sender of a larger body gets to see its 413. */
  private static final int MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 256;
  private static final int WORKERS = 16;

  private final HttpServer server;
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
  private final Inbox inbox;
  private final Duration delay;

  private Receiver(HttpServer server, Inbox inbox, Duration delay) {
    this.server = server;
    this.inbox = inbox;
    this.delay = delay;
  }

  /**
   * Begins to listen.
   *
   * @param port 0 picks a free one
   * @param delay how long every answer is put off
   * @param inbox what takes the POSTs; it trusts its key by now, if there is one already
   * @throws IOException when the port can't be had
   */
  public static Receiver start(int port, Duration delay, Inbox inbox) throws IOException {
    InetAddress loopback =
        InetAddress.getByAddress(LOOPBACK); // never ::1, whatever the JVM prefers
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
    Receiver receiver = new Receiver(server, inbox, delay);
    server.setExecutor(receiver.workers);
    server.createContext("/", receiver::handle);
    server.start();
    return receiver;
  }

  /** Where it listens, as in {@code http://127.0.0.1:9090}. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Stops at once; requests that wait for their answer get none. */
  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer = answer(exchange);
    if (delay.isZero()) {
      send(exchange, answer);
    } else {
      // An exchange may outlive this call: no thread waits with it.
      CompletableFuture.delayedExecutor(delay.toMillis(), MILLISECONDS, workers)
          .execute(() -> send(exchange, answer));
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return Answer.refused(405, "webhooks are POSTed");
    }
    WireHeaders headers = WireHeaders.of(exchange.getRequestHeaders());
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
    if (body.length <= MAX_BODY_BYTES) {
      return inbox.receive(headers, body);
    }
    discard(in);
    return inbox.refuseOversized(headers);
  }

  private static void discard(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int discarded = 0;
    int read = 0;
    while (read >= 0 && discarded < MAX_DISCARDED_BYTES) {
      read = in.read(buffer);
      discarded += Math.max(read, 0);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) {
    byte[] body = answer.bytes();
    // Closing the exchange frees the connection, also where the sender has hung up by now.
    try (exchange) {
      if (body.length > 0) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      // Nobody is there to be told.
    }
  }
}
