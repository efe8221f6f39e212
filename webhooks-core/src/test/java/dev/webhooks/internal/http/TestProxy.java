package dev.webhooks.internal.http;

import dev.webhooks.policy.EgressProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.List;

/** An HTTP proxy on the loopback: opens every tunnel that is asked for, all to one port. */
final class TestProxy implements AutoCloseable {
  static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final RawServer server;

  private TestProxy(RawServer server) {
    this.server = server;
  }

  /** Tunnels to this port of 127.0.0.1, whatever host is asked for. */
  static TestProxy to(int port) throws IOException {
    return new TestProxy(RawServer.start(exchange -> tunnel(exchange.socket, port)));
  }

  /** Answers as it likes. */
  static TestProxy answering(RawServer.Script script) throws IOException {
    return new TestProxy(RawServer.start(script));
  }

  private static void tunnel(Socket client, int port) throws IOException {
    try (Socket target = new Socket(Proxy.NO_PROXY)) { // any other asks the default ProxySelector
      target.connect(new InetSocketAddress(Senders.address("127.0.0.1"), port));
      OutputStream out = client.getOutputStream();
      out.write(ESTABLISHED.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      Thread back = new Thread(() -> copy(target, client), "raw-server");
      back.setDaemon(true);
      back.start();
      copy(client, target);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // one side has left
    }
  }

  EgressProxy settings() {
    return named("127.0.0.1");
  }

  EgressProxy named(String host) {
    return EgressProxy.http(host, server.port());
  }

  int connections() {
    return server.connections();
  }

  boolean hasClosedAll() {
    return server.hasClosedAll();
  }

  /** The heads of what was asked, tunnelled bytes not included. */
  List<String> requests() {
    return server.requests();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
