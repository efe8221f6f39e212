package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A JVM in a network that has a loopback, two local ports and nothing else. */
public final class NetlessJvm {
  private NetlessJvm() {}

  /** Posts to where no way leads, and, with no port left, to where one does. */
  public static void main(String[] arguments) throws Exception {
    try (ServerSocket other = listener(50001);
        RawServer endpoint =
            RawServer.start(
                listener(50002),
                exchange -> exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        HttpSender sender = Senders.guarded(address -> true, Senders.TO_LOOPBACK)) {
      post(sender, "no way", "http://203.0.113.1:8080/");
      post(sender, "no way", "http://[2001:db8::1]:8080/");
      post(sender, "ports", endpoint.url());
      sender.closeIdleConnections();
      List<Socket> taken = new ArrayList<>();
      try {
        while (true) {
          taken.add(new Socket(other.getInetAddress(), other.getLocalPort()));
        }
      } catch (IOException e) {
        System.out.println("taken: " + !taken.isEmpty());
      }
      post(sender, "no ports", "http://127.0.0.1:" + other.getLocalPort() + "/");
    }
    System.exit(0);
  }

  private static ServerSocket listener(int port) throws IOException {
    return new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
  }

  private static void post(HttpSender sender, String when, String url) {
    HttpReply reply = sender.post(Senders.post(url));
    HttpFailure failure = reply.failure();
    System.out.println(when + ": " + (failure == null ? reply.status() : failure.kind()));
  }
}
