package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JVM whose heap is full once an answer has begun. */
public final class SmallHeapJvm {
  private static final int BODY = 900_000;

  private SmallHeapJvm() {}

  /** Posts, and prints what is known of the answer. */
  public static void main(String[] arguments) throws Exception {
    byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n").getBytes(ISO_8859_1);
    byte[] body = new byte[BODY];
    List<byte[]> ballast = new ArrayList<>(100_000);
    byte[] empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
    Thread caller = Thread.currentThread();
    try (RawServer server =
            RawServer.start(
                exchange -> {
                  if (exchange.number > 1) {
                    exchange.write(empty);
                    return;
                  }
                  exchange.write(head);
                  while (!waitsForTheBody(caller)) {
                    Thread.onSpinWait();
                  }
                  fill(ballast);
                  exchange.write(body);
                });
        HttpSender sender =
            new HttpSender(
                new HttpSettings(
                    Duration.ofMinutes(1),
                    Senders.LOOPBACK,
                    Senders.TO_LOOPBACK,
                    null,
                    null,
                    1024 * 1024,
                    16))) {
      sender.post(Senders.post("http://127.0.0.1:1/")); // its classes are loaded now
      HttpReply reply = sender.post(Senders.post(server.url()));
      ballast.clear();
      HttpFailure failure = reply.failure();
      System.out.println("status " + reply.status() + ", broke off: " + reply.truncated());
      System.out.println("blame " + (failure == null ? null : failure.blame()));
      System.out.println("then " + sender.post(Senders.post(server.url())).status());
    }
    System.exit(0);
  }

  /** Then it has read the head, and takes no more memory before there is a body. */
  private static boolean waitsForTheBody(Thread caller) {
    StackTraceElement[] stack = caller.getStackTrace();
    return stack.length > 0
        && stack[0].isNativeMethod()
        && Arrays.stream(stack)
            .anyMatch(frame -> frame.getClassName().equals(ReplyBody.class.getName()));
  }

  /** All but enough for small things. */
  private static void fill(List<byte[]> ballast) {
    byte[] reserve = new byte[300_000];
    try {
      while (true) {
        ballast.add(new byte[16 * 1024]);
      }
    } catch (OutOfMemoryError e) {
      reserve[0] = 1; // until here
    }
  }
}
