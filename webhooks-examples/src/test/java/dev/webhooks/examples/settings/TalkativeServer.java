package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Endpoints of several customers on one host and port that keep connections: those whose path is
 * {@code /talkative} say more than they are asked for, all others answer 500.
 */
final class TalkativeServer implements AutoCloseable {
  /** What the talkative ones answer an event with. */
  interface Answer {
    void write(OutputStream out) throws IOException;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService connections = Executors.newCachedThreadPool();
  private volatile Answer answer = out -> {};

  TalkativeServer() throws IOException {
    connections.execute(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              connections.execute(() -> serve(socket));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  void answer(Answer next) {
    answer = next;
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (String request = line(in); !request.isEmpty(); request = line(in)) {
        String body = body(in);
        if (body.contains("\"webhook.verify\"")) {
          String proof = body.replaceFirst(".*(\"verifyToken\":\"[^\"]+\").*", "{$1}");
          write(out, "200 OK", "content-type: application/json\r\n", proof);
        } else if (request.startsWith("POST /talkative ")) {
          answer.write(out);
        } else {
          write(out, "500 No", "", "");
        }
        out.flush();
      }
    } catch (IOException gone) {
      // The sender may close a connection whenever it likes.
    }
  }

  private static String body(DataInputStream in) throws IOException {
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).trim());
      }
    }
    return new String(in.readNBytes(length), ISO_8859_1);
  }

  /** Without its end; empty at the end of the stream, too. */
  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static void write(OutputStream out, String status, String headers, String body)
      throws IOException {
    out.write(
        ("HTTP/1.1 "
                + status
                + "\r\n"
                + headers
                + "content-length: "
                + body.length()
                + "\r\n\r\n"
                + body)
            .getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    server.close();
    connections.shutdownNow();
  }
}
