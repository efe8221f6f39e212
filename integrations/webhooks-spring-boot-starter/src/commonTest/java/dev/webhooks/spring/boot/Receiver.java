package dev.webhooks.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.webhooks.signing.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/** Answers handshakes in the place of a proxy, or with a certificate. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  /** What was asked for, in which headers. */
  record Request(URI uri, Headers headers) {}

  private Receiver(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  static Receiver proxy() throws IOException {
    return new Receiver(HttpServer.create(anyPort(), 10));
  }

  /** With this certificate, which is for localhost. */
  static Receiver secure(SSLContext certificate) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate));
    return new Receiver(server);
  }

  private static InetSocketAddress anyPort() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  BlockingQueue<Request> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(new Request(exchange.getRequestURI(), exchange.getRequestHeaders()));
    byte[] body = exchange.getRequestBody().readAllBytes();
    byte[] answer = Handshake.answer(body).orElse("{}").getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
