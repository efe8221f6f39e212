package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.spi.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * A node of an application, in a process of its own that a test can kill: a dispatcher, and a
 * publisher where the test asks for one. Its arguments are its name, which every POST of its shows,
 * a JDBC URL and {@link Settings}. It obeys lines on its standard input and ends with it, so it
 * does not outlive the test:
 *
 * <ul>
 *   <li>{@code start} begins to dispatch;
 *   <li>{@code publish <number>} publishes events that are numbered from there on, one after the
 *       other, until it is killed, and says {@code published <number>} after each;
 *   <li>{@code heap} says {@code heap <bytes in use after a collection> <threads>}.
 * </ul>
 *
 * Of each group of outcomes it says {@code stored <how many it had> <how many were accepted>}.
 */
public final class Node {
  private Node() {}

  public static void main(String[] arguments) throws IOException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[1]);
    config.setMaximumPoolSize(4);
    config.setConnectionTimeout(2_000);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (HikariDataSource pool = new HikariDataSource(config);
        Webhooks webhooks =
            Settings.of(arguments[2])
                .webhooks(speaking(JdbcStore.builder(pool).build()), arguments[0])
                .build()) {
      say("ready");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        obey(line.split(" "), webhooks);
      }
    }
  }

  private static void obey(String[] command, Webhooks webhooks) {
    switch (command[0]) {
      case "start" -> webhooks.dispatcher().start();
      case "publish" -> publish(webhooks, Integer.parseInt(command[1]));
      case "heap" -> sayHeap();
      default -> throw new IllegalArgumentException(command[0]);
    }
  }

  private static void publish(Webhooks webhooks, int first) {
    Thread publishing =
        new Thread(
            () -> {
              for (int number = first; ; number++) {
                webhooks.publisher().publish(event(number, "any"));
                say("published " + number);
              }
            });
    publishing.setDaemon(true);
    publishing.start();
  }

  /** An event that a sink knows by its number. */
  static Event event(int number, String type) {
    return Event.builder(type)
        .workspace(Application.WORKSPACE)
        .data(Map.of("number", number))
        .build();
  }

  private static void sayHeap() {
    System.gc();
    say(
        "heap "
            + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
            + " "
            + ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static Store speaking(JdbcStore store) {
    return (Store)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(store, arguments);
                if (method.getName().equals("complete")) {
                  int offered = ((Collection<?>) arguments[0]).size();
                  say("stored " + offered + " " + ((Set<?>) answer).size());
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** In one piece, so that a kill leaves no half of it. */
  private static synchronized void say(String line) {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }
}
