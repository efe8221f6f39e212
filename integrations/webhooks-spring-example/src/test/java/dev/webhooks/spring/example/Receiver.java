package dev.webhooks.spring.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhooks.signing.SignatureVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A customer's endpoint, which proves itself and keeps what it is told. */
final class Receiver implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"[^\"]+\"");

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  /**
   * @param at by the clock of {@link System#nanoTime}
   */
  record Told(byte[] body, String signature, long at) {
    String text() {
      return new String(body, UTF_8);
    }

    void verify(String apiKey) {
      SignatureVerifier.ofApiKeys(apiKey).requireValid(body, signature);
    }
  }

  Receiver() throws IOException {
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  BlockingQueue<Told> told() {
    return told;
  }

  private void answer(HttpExchange exchange) throws IOException {
    long at = System.nanoTime();
    byte[] body = exchange.getRequestBody().readAllBytes();
    Matcher token = TOKEN.matcher(new String(body, UTF_8));
    boolean handshake = token.find();
    byte[] answer = (handshake ? "{" + token.group() + "}" : "{}").getBytes(UTF_8);
    if (!handshake) {
      told.add(new Told(body, exchange.getRequestHeaders().getFirst("X-Acme-Signature"), at));
    }
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
