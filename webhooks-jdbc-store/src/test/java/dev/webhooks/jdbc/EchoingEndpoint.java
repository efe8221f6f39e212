package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An endpoint that proves itself, and answers events with all that it was sent and told. */
final class EchoingEndpoint implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"[^\"]+\"");

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
  private volatile String echoed = "";
  private volatile int status = 500;

  EchoingEndpoint() throws IOException {
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Answers with this too. */
  void echo(String text) {
    echoed = text;
  }

  /** Answers 200 from now on. */
  void accept() {
    status = 200;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Matcher token = TOKEN.matcher(body);
    boolean handshake = token.find();
    String text =
        handshake
            ? "{" + token.group() + "}"
            : exchange.getRequestHeaders().entrySet() + " " + echoed;
    byte[] answer = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(handshake ? 200 : status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
