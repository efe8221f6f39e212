package dev.webhooks.internal.http;

import dev.webhooks.spi.HostResolver;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A JVM that takes all there is of something, posts, gives it back, and posts again. Prints what
 * came of each.
 */
public final class StarvedJvm {
  private StarvedJvm() {}

  /**
   * Runs.
   *
   * @param arguments what to take; then the ports of an endpoint that answers, and of one that
   *     hangs
   */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    String hanging = "http://hook.test:" + arguments[2] + "/";
    List<String> urls =
        List.of(
            "http://127.0.0.1:" + port + "/", // no look-up
            "http://hook.test:" + port + "/",
            "https://hook.test:" + port + "/",
            "http://localhost:" + port + "/"); // looked up by the system
    List<String> starving = arguments[0].equals("threads") ? urls.subList(3, 4) : urls;
    // What is answered is waited for, however slow the machine is; what hangs is not, for long.
    try (HttpSender sender = sender(Duration.ofSeconds(30));
        HttpSender hasty = sender(Duration.ofSeconds(1))) {
      post(sender, "before", urls.subList(0, 2));
      sender.closeIdleConnections();
      List<Closeable> taken = arguments[0].equals("threads") ? takeThreads() : takeDescriptors();
      post(sender, "without", starving);
      post(hasty, "hastily without", starving);
      for (Closeable one : taken) {
        one.close();
      }
      post(sender, "after", urls.stream().filter(url -> url.startsWith("http:")).toList());
      post(hasty, "hanging", List.of(hanging));
    }
    System.exit(0);
  }

  private static HttpSender sender(Duration timeout) {
    HostResolver resolver =
        host ->
            host.equals("localhost")
                ? HostResolver.system().resolve(host)
                : Senders.TO_LOOPBACK.resolve(host);
    return new HttpSender(Senders.settings(timeout, Senders.LOOPBACK, resolver, null));
  }

  private static void post(HttpSender sender, String when, List<String> urls) {
    for (String url : urls) {
      HttpReply reply = sender.post(Senders.post(url));
      HttpFailure failure = reply.failure();
      System.out.println(
          when
              + " "
              + url.replaceAll(":[0-9]+/", "")
              + ": "
              + (failure == null ? reply.status() : failure.blame() + " " + failure.text()));
    }
  }

  private static List<Closeable> takeDescriptors() {
    List<Closeable> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(SocketChannel.open());
      }
    } catch (IOException e) {
      return taken; // too many open files
    }
  }

  private static List<Closeable> takeThreads() {
    List<Closeable> taken = new ArrayList<>();
    try {
      while (true) {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread =
            new Thread(
                () -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    // ends all the same
                  }
                });
        thread.start();
        taken.add(
            () -> {
              end.countDown();
              try {
                thread.join();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    } catch (OutOfMemoryError e) {
      return taken; // unable to create native thread
    }
  }
}
