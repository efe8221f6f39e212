package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says its line to whoever connects, whatever they say, and keeps the connection open. */
final class PlainTalker implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, Senders.address("127.0.0.1"));
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  PlainTalker(String line) throws IOException {
    Thread thread = new Thread(() -> talk(line), "plain-talker");
    thread.setDaemon(true);
    thread.start();
  }

  private void talk(String line) {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        socket.getOutputStream().write(line.getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      // the test ended
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
