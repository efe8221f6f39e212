package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endpoint on the loopback that remembers every POST: which node sent it, of which delivery,
 * with which body. It answers handshakes, and events as the test says; no thread waits for an
 * answer that is late. Thread safe.
 */
final class Sink implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([^\"]+)\"");

  /**
   * One POST of an event.
   *
   * @param node who sent it
   * @param attempt the attempt's number, as the header says
   * @param at when it arrived, by {@link System#nanoTime}
   */
  record Post(String node, String delivery, int attempt, String type, String body, long at) {
    int number() {
      return Integer.parseInt(group(NUMBER, body));
    }
  }

  private record Waiting(HttpExchange exchange, Post post) {}

  private final HttpServer server;
  private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(4);
  private final Map<String, List<Post>> posts = new ConcurrentHashMap<>();
  private final Set<Integer> numbers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final Queue<Waiting> held = new ConcurrentLinkedQueue<>();
  private volatile Predicate<Post> holds = post -> false;
  private volatile ToIntFunction<Post> status = post -> 200;
  private volatile byte[] text = {};
  private volatile Duration delay = Duration.ZERO;

  private Sink(HttpServer server) {
    this.server = server;
    server.createContext("/", this::receive);
    server.setExecutor(workers);
    server.start();
  }

  static Sink open() {
    // The JDK's server closes what idles beyond 200 connections, and says so to nobody: a POST that
    // is on its way then is lost, and an attempt.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
    // And it writes head and body apart, so that the body would wait for the head's
    // acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      return new Sink(
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Takes this long for each answer from now on. */
  void answerAfter(Duration delay) {
    this.delay = delay;
  }

  /** Answers events with this status from now on. */
  void answer(ToIntFunction<Post> status) {
    this.status = status;
  }

  /** Answers events with this body from now on. */
  void answerWith(byte[] body) {
    text = body;
  }

  /** Answers none of these from now on, until {@link #release}. */
  void hold(Predicate<Post> which) {
    holds = which;
  }

  /** How many POSTs wait for their answer because the test wants it so. */
  int held() {
    return held.size();
  }

  /** Who sent what is held, a node for each POST. */
  List<String> heldFrom() {
    return held.stream().map(waiting -> waiting.post().node()).toList();
  }

  /** Answers all that is held, and holds no more. */
  void release() {
    holds = post -> false;
    for (Waiting one = held.poll(); one != null; one = held.poll()) {
      reply(one.exchange(), status.applyAsInt(one.post()));
    }
  }

  /** How many POSTs of events arrived, repeats included. */
  int count() {
    return count.get();
  }

  /** The numbers of the events that arrived. */
  Set<Integer> numbers() {
    return numbers;
  }

  /** The POSTs of each delivery, in the order of their arrival. */
  Map<String, List<Post>> posts() {
    return posts;
  }

  /** All POSTs, in the order of their arrival. */
  List<Post> inOrder() {
    return posts.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(Post::at))
        .toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String node =
        exchange.getRequestHeaders().getFirst("User-Agent").replaceFirst("-Webhooks$", "");
    String type = header(exchange, node, "Event");
    if (type.equals("webhook.verify")) {
      prove(exchange, body);
      return;
    }
    Post post =
        new Post(
            node,
            header(exchange, node, "Delivery"),
            Integer.parseInt(header(exchange, node, "Attempt")),
            type,
            body,
            System.nanoTime());
    posts.computeIfAbsent(post.delivery(), id -> new CopyOnWriteArrayList<>()).add(post);
    numbers.add(post.number());
    count.incrementAndGet();
    answer(exchange, post);
  }

  private void answer(HttpExchange exchange, Post post) {
    if (holds.test(post)) {
      held.add(new Waiting(exchange, post));
      if (!holds.test(post)) {
        release(); // Holding ended while this one was added.
      }
    } else if (delay.isZero()) {
      reply(exchange, status.applyAsInt(post));
    } else {
      workers.schedule(
          () -> reply(exchange, status.applyAsInt(post)), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static void prove(HttpExchange exchange, String body) throws IOException {
    byte[] proof = ("{\"verifyToken\":\"" + group(TOKEN, body) + "\"}").getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, proof.length);
    exchange.getResponseBody().write(proof);
    exchange.close();
  }

  /** To whoever is still there: the sender may have been killed. */
  private void reply(HttpExchange exchange, int status) {
    byte[] body = text;
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException gone) {
      // Nothing to do for a dead sender; that it died is what the test is about.
    }
  }

  private static String header(HttpExchange exchange, String node, String name) {
    return exchange.getRequestHeaders().getFirst("X-" + node + "-" + name);
  }

  private static String group(Pattern pattern, String body) {
    Matcher found = pattern.matcher(body);
    if (!found.find()) {
      throw new IllegalArgumentException("not an event of these tests: " + body);
    }
    return found.group(1);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
