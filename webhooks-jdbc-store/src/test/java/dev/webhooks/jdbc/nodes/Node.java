package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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
 *   <li>{@code publish-all <number> <count>} publishes so many in one call;
 *   <li>{@code publish-joined <number> <count>} does so in a transaction of its own, and runs after
 *       its commit what the library wants to be run then;
 *   <li>{@code stand-still <moment>} has the thread that comes to this {@link Moment} next say
 *       {@code reached <moment's number>} and stand still there for good;
 *   <li>{@code in-flight} says {@code in-flight <how many deliveries this node has>};
 *   <li>{@code close} closes the dispatcher and says {@code closed 0};
 *   <li>{@code heap} says {@code heap <bytes in use after a collection> <threads>}.
 * </ul>
 *
 * Of each group of outcomes it says {@code stored <how many it had> <how many were accepted>}.
 */
public final class Node {
  /** Events that several webhooks share by their types: {@code type.0} and so on. */
  static final int TYPES = 4;

  private final DataSource pool;
  private final JdbcStore store;
  private final Webhooks webhooks;
  private final AtomicReference<@Nullable Moment> standStillAt = new AtomicReference<>();

  private Node(DataSource pool, Settings settings, String name) {
    this.pool = pool;
    this.store = JdbcStore.builder(pool).build();
    this.webhooks =
        settings.webhooks(speaking(), cipher(), name).drainTimeout(Duration.ofMinutes(1)).build();
  }

  /** Where a node can be told to stand still. */
  enum Moment {
    /** What it published is committed, and neither handed over to its workers nor answered. */
    COMMITTED,

    /** A worker has taken a delivery, and is about to POST it. */
    BEFORE_POST
  }

  public static void main(String[] arguments) throws IOException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[1]);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(2_000);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Node node = new Node(pool, Settings.of(arguments[2]), arguments[0]);
      try (Webhooks closing = node.webhooks) {
        say("ready");
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
          node.obey(line.split(" "));
        }
      }
    }
  }

  private void obey(String[] command) {
    switch (command[0]) {
      case "start" -> webhooks.dispatcher().start();
      case "publish" -> inBackground(() -> publishOn(Integer.parseInt(command[1])));
      case "publish-all" -> inBackground(() -> webhooks.publisher().publishAll(events(command)));
      case "publish-joined" -> inBackground(() -> publishJoined(events(command)));
      case "stand-still" -> standStillAt.set(Moment.valueOf(command[1]));
      case "in-flight" -> say("in-flight " + webhooks.dispatcher().inFlight());
      case "close" -> inBackground(this::closeDispatcher);
      case "heap" -> sayHeap();
      default -> throw new IllegalArgumentException(command[0]);
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private void publishOn(int first) {
    for (int number = first; ; number++) {
      webhooks.publisher().publish(event(number, "any"));
      say("published " + number);
    }
  }

  private void publishJoined(List<Event> events) {
    List<Runnable> afterCommit = new ArrayList<>();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      webhooks.publisher().within(store.on(connection), afterCommit::add).publishAll(events);
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    pass(Moment.COMMITTED);
    afterCommit.forEach(Runnable::run);
  }

  private void closeDispatcher() {
    webhooks.dispatcher().close();
    say("closed 0");
  }

  private void pass(Moment moment) {
    if (standStillAt.compareAndSet(moment, null)) {
      say("reached " + moment.ordinal());
      while (true) {
        LockSupport.park();
      }
    }
  }

  private static List<Event> events(String[] command) {
    return events(Integer.parseInt(command[1]), Integer.parseInt(command[2]), TYPES);
  }

  /** Numbered from {@code first}, and spread over so many types. */
  static List<Event> events(int first, int count, int types) {
    return IntStream.range(first, first + count)
        .mapToObj(number -> event(number, "type." + number % types))
        .toList();
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

  private Store speaking() {
    return (Store)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(store, arguments);
                if (method.getName().equals("complete")) {
                  int offered = ((Collection<?>) arguments[0]).size();
                  say("stored " + offered + " " + ((CompletionResult) answer).accepted().size());
                } else if (method.getName().equals("append")) {
                  pass(Moment.COMMITTED);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A worker opens its webhook's secret, by itself, right before the first POST to it. */
  private SecretCipher cipher() {
    SecretCipher real = Settings.cipher();
    return new SecretCipher() {
      @Override
      public byte[] seal(byte[] secret, String webhookId) {
        return real.seal(secret, webhookId);
      }

      @Override
      public byte[] open(byte[] sealed, String webhookId) {
        pass(Moment.BEFORE_POST);
        return real.open(sealed, webhookId);
      }
    };
  }

  /** In one piece, so that a kill leaves no half of it. */
  private static synchronized void say(String line) {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }
}
