package dev.webhooks.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A customer's endpoint that proves itself, and takes every event. */
final class Endpoint implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"[^\"]+\"");
  private static final Pattern TYPE = Pattern.compile("\"event\":\"([^\"]+)\"");

  /** Shorter than a lease: what is not handed over at the commit comes later than that. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
  private final BlockingQueue<String> types = new LinkedBlockingQueue<>();

  Endpoint() throws IOException {
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The type of the next event that arrives; "nothing" if none does. */
  String next() throws InterruptedException {
    String type = types.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return type == null ? "nothing" : type;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Matcher token = TOKEN.matcher(body);
    byte[] answer = (token.find() ? "{" + token.group() + "}" : "{}").getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
    Matcher type = TYPE.matcher(body);
    if (type.find() && !type.group(1).equals("webhook.verify")) {
      types.add(type.group(1));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
