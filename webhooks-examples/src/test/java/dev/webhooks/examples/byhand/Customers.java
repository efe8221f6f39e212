package dev.webhooks.examples.byhand;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Endpoints of customers. Not thread safe; closed, all of them stop. */
final class Customers implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([^\"]+)\"");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<HttpServer> servers = new ArrayList<>();

  /** One that proves itself, and answers what else comes like this. Answers with its URL. */
  String add(HttpHandler handler) {
    return addSilent(
        call -> {
          String body = new String(call.getRequestBody().readAllBytes(), UTF_8);
          Matcher token = TOKEN.matcher(body);
          if (token.find()) {
            call.getResponseHeaders().set("Content-Type", "application/json");
            answer(call, 200, "{\"verifyToken\":\"" + token.group(1) + "\"}");
          } else {
            handler.handle(call);
          }
        });
  }

  /** One that knows no handshake. */
  String addSilent(HttpHandler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", handler);
      server.start();
      servers.add(server);
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void answer(HttpExchange call, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (call) {
      call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      call.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
