package dev.webhooks.testing;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.Handshake;
import dev.webhooks.signing.SignatureVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A customer's endpoint over real HTTP, on the loopback: it proves itself in the handshake, records
 * what arrives, and answers as the test says. For tests of a whole application; where no socket is
 * needed, {@link TestWebhooks} is quicker and knows the time.
 *
 * <pre>{@code
 * try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
 *   registry.register("acme", WebhookSettings.builder().name("CRM").url(endpoint.url()).build());
 *   endpoint.answerWith(503, 200);
 *
 *   orders.place(order);
 *
 *   endpoint.next();
 *   assertThat(endpoint.next().attempt()).isEqualTo(2);
 *   assertThat(endpoint).received("order.placed").times(2);
 * }
 * }</pre>
 *
 * <p>The application under test must allow such a URL: {@code UrlPolicy.allowingLocal()}. Thread
 * safe.
 */
public final class RecordingEndpoint
    implements AutoCloseable, AssertProvider<RecordingEndpointAssert> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(RecordingEndpoint::thread);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AnswerScript script = new AnswerScript();
  private final List<ReceivedRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<ReceivedRequest> handshakes = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<ReceivedRequest> arrived = new LinkedBlockingQueue<>();
  private volatile @Nullable Answer handshakeRefusal;
  private volatile @Nullable SignatureVerifier verifier;

  private RecordingEndpoint(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts one at a free port.
   *
   * @throws UncheckedIOException when there is none
   */
  public static RecordingEndpoint start() {
    try {
      RecordingEndpoint endpoint =
          new RecordingEndpoint(
              HttpServer.create(
                  new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                  0));
      endpoint.server.setExecutor(endpoint.threads);
      endpoint.server.createContext("/", endpoint::handle);
      endpoint.server.start();
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "recording-endpoint");
    thread.setDaemon(true);
    return thread;
  }

  /** The URL to register. Every other path leads here too. */
  public String url() {
    return base() + "/webhooks";
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Answers events with these statuses from now on, one for each request and the last one for all
   * that follow. In the beginning it answers 200.
   *
   * @param statuses at least one, as {@link Answer#status} takes them
   */
  public void answerWith(int... statuses) {
    script.with(statuses);
  }

  /**
   * The same with answers of any kind. After a {@linkplain Answer#timeout() timeout} the connection
   * stays open without an answer until its sender or this endpoint closes it.
   *
   * @param answers at least one; none that takes away the endpoint itself, as {@link
   *     Answer#connectionRefused()} and {@link Answer#unknownHost()} do
   * @throws IllegalArgumentException when one does
   */
  public void answerWith(Answer... answers) {
    for (Answer answer : answers) {
      requirePossible(answer);
    }
    script.with(answers);
  }

  /** Answers every handshake so from now on, instead of with what proves the URL. */
  public void refuseHandshakes(Answer answer) {
    handshakeRefusal = requirePossible(requireNonNull(answer, "answer"));
  }

  /** Proves itself from now on, as in the beginning. */
  public void acceptHandshakes() {
    handshakeRefusal = null;
  }

  private static Answer requirePossible(Answer answer) {
    if (!answer.isOfAnEndpoint()) {
      throw new IllegalArgumentException("an endpoint that is there can't answer: " + answer);
    }
    return answer;
  }

  /**
   * Answers 401 from now on to whatever is not signed with one of these keys in the hex header,
   * handshakes included, as a careful receiver does. What is refused is recorded too.
   *
   * @param keys at least one
   */
  public void requireSignature(ApiKey... keys) {
    verifier =
        SignatureVerifier.ofApiKeys(Arrays.stream(keys).map(ApiKey::reveal).toArray(String[]::new));
  }

  /** Every request but for handshakes, in the order in which they arrived. */
  public List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  /** Every handshake, in the order in which they arrived. */
  public List<ReceivedRequest> handshakes() {
    return List.copyOf(handshakes);
  }

  /**
   * Waits for the next event, ten seconds at most; one that arrived before is answered at once.
   *
   * @return each event once, in the order in which they arrived
   * @throws AssertionError when none arrives
   * @throws IllegalStateException when the thread is interrupted
   */
  public ReceivedRequest next() {
    return next(PATIENCE)
        .orElseThrow(
            () ->
                new AssertionError(
                    "Expecting one more event within "
                        + PATIENCE.toSeconds()
                        + " s, but there is only\n"
                        + TestWebhooksAssert.lines(requests())));
  }

  /**
   * The same, for as long as the caller likes.
   *
   * @return empty if none arrives
   */
  public Optional<ReceivedRequest> next(Duration atMost) {
    try {
      return Optional.ofNullable(
          arrived.poll(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an event", e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Instant time = Instant.now();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, String> headers = headers(exchange);
      Optional<String> proof = Handshake.answer(body);
      boolean refused = isRefused(headers, body);
      String url = base() + exchange.getRequestURI();
      Answer answer;
      synchronized (requests) { // of two at a time the first that is recorded has the first answer
        answer = refused ? Answer.status(401) : answer(proof.isPresent());
        ReceivedRequest request = new ReceivedRequest(time, url, headers, body, answer);
        if (proof.isPresent()) {
          handshakes.add(request);
        } else {
          requests.add(request);
          arrived.add(request);
        }
      }
      send(exchange, answer, proof);
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    return headers;
  }

  private boolean isRefused(Map<String, String> headers, byte[] body) {
    SignatureVerifier required = verifier;
    if (required == null) {
      return false;
    }
    String signature = new ContractHeaders(headers).find("Signature").orElse(null);
    return !required.verify(body, signature).isValid();
  }

  private Answer answer(boolean isHandshake) {
    if (isHandshake) {
      Answer refusal = handshakeRefusal;
      return refusal == null ? Answer.status(200) : refusal;
    }
    return script.next();
  }

  private void send(HttpExchange exchange, Answer answer, Optional<String> proof)
      throws IOException {
    if (answer.isTimeout()) {
      awaitClose();
    }
    Integer status = answer.status();
    if (status == null) {
      return; // to close without an answer breaks the connection
    }
    boolean proves = proof.isPresent() && answer.acknowledges();
    exchange
        .getResponseHeaders()
        .set("Content-Type", proves ? "application/json" : "text/plain; charset=utf-8");
    if (answer.retryAfter() != null) {
      exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
    }
    byte[] body = proves ? proof.get().getBytes(StandardCharsets.UTF_8) : answer.body();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For AssertJ's {@code assertThat}. */
  @Override
  public RecordingEndpointAssert assertThat() {
    return new RecordingEndpointAssert(this);
  }

  /** Closes the port and all connections. What was recorded stays. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
