package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;

/**
 * A customer's endpoint on the loopback: proves itself in the handshake, and answers events as the
 * test says.
 */
public final class TestEndpoint implements AutoCloseable {

  /** One request as it arrived. */
  public record Received(String method, Headers headers, byte[] body) {
    String text() {
      return new String(body, UTF_8);
    }

    boolean isHandshake() {
      return Objects.equals(headers.get("X-DMtoLead-Event"), "webhook.verify")
          || Objects.equals(headers.get("X-Webhook-Event"), "webhook.verify");
    }

    String header(String name) {
      return Objects.requireNonNull(headers.get(name), name);
    }
  }

  private final MockWebServer server = new MockWebServer();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile Function<Received, MockResponse> onHandshake = TestEndpoint::echo;
  private volatile Function<Received, MockResponse> onEvent = request -> status(200);
  private final String scheme;

  private TestEndpoint(String scheme) {
    this.scheme = scheme;
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
  }

  public static TestEndpoint start() throws IOException {
    TestEndpoint endpoint = new TestEndpoint("http");
    endpoint.server.start(InetAddress.getByName("127.0.0.1"), 0);
    return endpoint;
  }

  static TestEndpoint startTls(SSLSocketFactory certificates) throws IOException {
    TestEndpoint endpoint = new TestEndpoint("https");
    endpoint.server.useHttps(certificates);
    endpoint.server.start(InetAddress.getByName("127.0.0.1"), 0);
    return endpoint;
  }

  public String url() {
    return scheme + "://127.0.0.1:" + server.getPort() + "/hooks";
  }

  void onHandshake(Function<Received, MockResponse> answer) {
    onHandshake = answer;
  }

  void onEvent(Function<Received, MockResponse> answer) {
    onEvent = answer;
  }

  /** Every request so far, the handshakes included. */
  public List<Received> requests() {
    return received;
  }

  public List<Received> events() {
    return received.stream().filter(request -> !request.isHandshake()).toList();
  }

  static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  /** Acknowledges once this has been released, or after half a minute. */
  static MockResponse after(CountDownLatch release) {
    try {
      release.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return status(200);
  }

  static MockResponse hangUp() {
    return new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
  }

  static MockResponse json(String body) {
    return new MockResponse.Builder()
        .setHeader("content-type", "application/json")
        .body(body)
        .build();
  }

  static MockResponse echo(Received handshake) {
    return json("{\"verifyToken\":\"" + token(handshake) + "\"}");
  }

  static String token(Received handshake) {
    try {
      return new ObjectMapper().readTree(handshake.body()).get("verifyToken").textValue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private MockResponse answer(RecordedRequest request) {
    byte[] body = request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
    Received arrived = new Received(request.getMethod(), request.getHeaders(), body);
    received.add(arrived);
    return arrived.isHandshake() ? onHandshake.apply(arrived) : onEvent.apply(arrived);
  }

  @Override
  public void close() {
    server.close();
  }
}
