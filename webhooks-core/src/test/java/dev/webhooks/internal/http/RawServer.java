package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endpoint made of a bare socket: it counts what arrives, and answers whatever bytes it likes.
 */
public final class RawServer implements AutoCloseable {
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: ([0-9]+)\r\n", Pattern.CASE_INSENSITIVE);

  /** What to do once a request has been read. */
  public interface Script {
    void answer(Exchange exchange) throws IOException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();

  /** How much of a request to read before the answer. */
  private enum Reading {
    ALL,
    HEAD,
    NOTHING
  }

  private final Reading reading;

  private RawServer(ServerSocket listener, Script script, Reading reading) {
    this.listener = listener;
    this.script = script;
    this.reading = reading;
  }

  public static RawServer start(Script script) throws IOException {
    return start("127.0.0.1", script);
  }

  static RawServer start(String address, Script script) throws IOException {
    return start(listener(address), script, Reading.ALL);
  }

  /** On a socket of the test's own, such as one that speaks TLS. */
  static RawServer start(ServerSocket listener, Script script) {
    return start(listener, script, Reading.ALL);
  }

  /** Answers once it has read the head of a request, and reads no more. */
  static RawServer startEarly(Script script) throws IOException {
    return startEarly(listener("127.0.0.1"), script);
  }

  /** The same, on a socket of the test's own. */
  static RawServer startEarly(ServerSocket listener, Script script) {
    return start(listener, script, Reading.HEAD);
  }

  /** Answers whoever connects, then reads. */
  static RawServer startUnasked(Script script) throws IOException {
    return start(listener("127.0.0.1"), script, Reading.NOTHING);
  }

  private static RawServer start(ServerSocket listener, Script script, Reading reading) {
    RawServer server = new RawServer(listener, script, reading);
    daemon(server::accept);
    return server;
  }

  private static ServerSocket listener(String address) throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName(address));
  }

  /** Answers every request with this text. */
  public static RawServer answering(String text) throws IOException {
    return start(exchange -> exchange.write(text));
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  String url(String host) {
    return "http://" + host + ":" + port() + "/hook";
  }

  int connections() {
    return connections.get();
  }

  /** How many connections the other side has ended. */
  int left() {
    return left.get();
  }

  /** Whether this side has closed every connection so far. */
  public boolean hasClosedAll() {
    return sockets.stream().allMatch(Socket::isClosed);
  }

  /** How many POSTs were on the wire: what Guarantee W counts. */
  public int posts() {
    return (int) requests.stream().filter(request -> request.startsWith("POST ")).count();
  }

  public List<String> requests() {
    return requests;
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = listener.accept();
      connections.incrementAndGet();
      sockets.add(socket);
      daemon(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    socket.setTcpNoDelay(true); // what was written is on its way when the script goes on
    InputStream in = new BufferedInputStream(socket.getInputStream());
    if (reading == Reading.NOTHING) {
      script.answer(new Exchange(socket, in, 0, ""));
    }
    while (true) {
      String request = read(in);
      if (request == null) {
        left.incrementAndGet();
        return;
      }
      requests.add(request);
      if (reading == Reading.NOTHING) {
        continue;
      }
      script.answer(new Exchange(socket, in, requests.size(), request));
    }
  }

  private String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next == -1) {
        return null;
      }
      bytes.write(next);
    }
    Matcher length = LENGTH.matcher(bytes.toString(ISO_8859_1));
    if (length.find() && reading != Reading.HEAD) {
      bytes.write(in.readNBytes(Integer.parseInt(length.group(1))));
    }
    return bytes.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the other side left, or the test ended
              }
            },
            "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** One request to be answered. */
  public final class Exchange {
    public final Socket socket;

    private final InputStream in;

    /** Counts from 1 over all connections. */
    public final int number;

    public final String request;

    private Exchange(Socket socket, InputStream in, int number, String request) {
      this.socket = socket;
      this.in = in;
      this.number = number;
      this.request = request;
    }

    public void write(String text) throws IOException {
      write(text.getBytes(ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    /** Writes this again and again, with a pause before each, until the other side leaves. */
    void drip(String text, long pauseMillis) throws IOException {
      while (!closedWithin(pauseMillis)) {
        write(text);
      }
    }

    /** Writes this as fast as it can, until the other side leaves. */
    void flood(String text) throws IOException {
      byte[] bytes = text.repeat(1 + 8192 / text.length()).getBytes(ISO_8859_1);
      while (true) {
        write(bytes);
      }
    }

    /** Waits for the first byte of the next request on this connection, or for its end. */
    void awaitNext() throws IOException {
      in.mark(1);
      in.read();
      in.reset();
    }

    /** Takes its time. */
    public void pause(long millis) {
      closedWithin(millis);
    }

    /** Says nothing until the test ends. */
    public void hang() {
      while (!closedWithin(1000)) {}
    }

    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private boolean closedWithin(long millis) {
      try {
        return closing.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return true;
      }
    }
  }
}
