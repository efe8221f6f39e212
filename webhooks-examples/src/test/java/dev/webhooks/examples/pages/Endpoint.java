package dev.webhooks.examples.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A customer's endpoint: proves itself, keeps what it is sent, and answers as it is told to. */
public final class Endpoint implements AutoCloseable {
  private record Answer(int status, String contentType, String body, @Nullable String retryAfter) {}

  /** An event as it came in, and what its signature header said. */
  record Received(String body, String signature) {}

  private final ObjectMapper json = new ObjectMapper();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile Answer answer = new Answer(200, "application/json", "{\"received\":true}", null);

  public Endpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  void answersWith(int status, String contentType, String body) {
    answer = new Answer(status, contentType, body, null);
  }

  /** Refuses what comes, and asks to be left alone for a while. */
  void asksForAPause(Duration pause) {
    answer = new Answer(429, "text/plain", "", Long.toString(pause.toSeconds()));
  }

  /** The bodies of the events that came in, those that were refused included. */
  List<String> bodies() {
    return received.stream().map(Received::body).toList();
  }

  /** The same with their signatures. */
  List<Received> received() {
    return received;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      JsonNode token = json.readTree(body).get("verifyToken");
      if (token == null) {
        String signature = exchange.getRequestHeaders().getFirst("X-DMtoLead-Signature");
        received.add(new Received(body, signature));
        send(exchange, answer);
      } else {
        String echo = json.createObjectNode().set("verifyToken", token).toString();
        send(exchange, new Answer(200, "application/json", echo, null));
      }
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    if (answer.retryAfter() != null) {
      exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
