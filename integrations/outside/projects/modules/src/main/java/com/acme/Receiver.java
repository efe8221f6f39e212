package com.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A customer's endpoint, which proves itself and keeps what it is told. */
public final class Receiver implements AutoCloseable {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final HttpServer server;

  public Receiver() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          Matcher token = Pattern.compile("\"verifyToken\":\"[^\"]+\"").matcher(body);
          boolean handshake = token.find();
          byte[] answer = (handshake ? "{" + token.group() + "}" : "{}").getBytes(UTF_8);
          if (!handshake) {
            told.add(body);
          }
          exchange.getResponseHeaders().set("content-type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  public BlockingQueue<String> told() {
    return told;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
