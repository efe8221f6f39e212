package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.internal.dispatch.Doubts;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.spi.SecretCipher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guarantee L: nothing fails because the node that sends is unwell. */
class UnwellNodeTest {
  private final AtomicBoolean nameService = new AtomicBoolean(true);
  private TestEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    endpoint.onHandshake(
        handshake ->
            TestEndpoint.echo(handshake).newBuilder().setHeader("connection", "close").build());
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void aNameServiceThatIsAwayCostsAlmostNoAttempts() {
    try (LogCapture log = new LogCapture();
        Rig rig = new Rig(settings -> withLongLeases(settings.resolver(this::resolve)))) {
      for (int i = 0; i < 10; i++) {
        register(rig, "workspace-" + i);
      }
      nameService.set(false);
      publish(rig, 0, 3); // the first ones may be anybody's fault
      rig.webhooks.dispatcher().start();
      await().until(() -> attempts(rig, 0, 3) >= Doubts.SEVERAL - 1);
      publish(rig, 3, 10);
      await().until(() -> log.events().stream().anyMatch(UnwellNodeTest::isProblem));

      nameService.set(true);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                rig.passTime(Duration.ofSeconds(20));
                return delivered(rig, 0, 10) == 10;
              });
      assertThat(attempts(rig, 3, 10)).as("none but those that were answered").isEqualTo(7);
      assertThat(log.events()).filteredOn(UnwellNodeTest::isProblem).hasSize(1);
    }
  }

  /** Guarantee B: a tenant whose name is gone gets its final state. */
  @Test
  void aNameThatIsGoneFailsAsEver() {
    try (Rig rig =
        new Rig(settings -> settings.resolver(this::resolve).retryPolicy(RetryPolicy.never()))) {
      register(rig, "workspace-0");
      nameService.set(false);
      publish(rig, 0, 1);
      rig.webhooks.dispatcher().start();

      await().until(() -> count(rig, "workspace-0", DeliveryState.FAILED) == 1);
      assertThat(attempts(rig, 0, 1)).isEqualTo(1);
    }
  }

  static Stream<Supplier<Error>> errors() {
    return Stream.of(
        () -> new OutOfMemoryError("Java heap space"),
        () -> new OutOfMemoryError("unable to create native thread: possibly out of memory"),
        () -> new NoClassDefFoundError("a jar that can't be opened"),
        StackOverflowError::new);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorBeforeThePostIsNoAttemptAndParksNothing(Supplier<Error> error) {
    AtomicInteger failures = new AtomicInteger();
    AtomicBoolean unwell = new AtomicBoolean();
    SecretCipher cipher =
        cipher(
            () -> {
              if (unwell.get() && failures.incrementAndGet() <= 3) {
                throw error.get();
              }
            });
    try (Rig rig = new Rig(cipher, UnwellNodeTest::withLongLeases)) {
      Webhook webhook = rig.register(endpoint).webhook();
      unwell.set(true);
      String delivery = rig.publish(webhook);
      rig.webhooks.dispatcher().start();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                rig.passTime(Duration.ofSeconds(1));
                return rig.delivery(delivery).state() == DeliveryState.DELIVERED;
              });
      assertThat(failures).hasValueGreaterThan(3);
      assertThat(rig.detail(delivery).attempts())
          .extracting(Attempt::httpStatus)
          .containsExactly(200);
    }
  }

  /** Guarantee B: it does not go on for ever either. */
  @Test
  void anErrorThatDoesNotPassParksTheDeliveryInTheEnd() {
    AtomicBoolean unwell = new AtomicBoolean();
    SecretCipher cipher =
        cipher(
            () -> {
              if (unwell.get()) {
                throw new StackOverflowError();
              }
            });
    try (LogCapture log = new LogCapture();
        Rig rig = new Rig(cipher, UnwellNodeTest::withLongLeases)) {
      Webhook webhook = rig.register(endpoint).webhook();
      unwell.set(true);
      String delivery = rig.publish(webhook);
      rig.webhooks.dispatcher().start();

      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                rig.passTime(Duration.ofMinutes(1));
                return rig.delivery(delivery).state() == DeliveryState.FAILED;
              });
      assertThat(rig.detail(delivery).attempts()).isEmpty();
      assertThat(log.events()).filteredOn(UnwellNodeTest::isProblem).hasSize(2);
    }
  }

  /** However fast a test's clock goes. */
  private static void withLongLeases(Webhooks.Builder settings) {
    settings.lease(Duration.ofHours(1));
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    if (!nameService.get()) {
      throw new UnknownHostException();
    }
    return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  /** A name of its own each, so that no connection is kept for another. */
  private void register(Rig rig, String workspace) {
    String url = endpoint.url().replace(URI.create(endpoint.url()).getHost(), workspace + ".test");
    Rig.register(rig.webhooks, url, request -> {}, workspace);
  }

  private static void publish(Rig rig, int from, int to) {
    for (int i = from; i < to; i++) {
      rig.webhooks
          .publisher()
          .publish(Event.builder("message.sent").workspace("workspace-" + i).data("Yes!").build());
    }
  }

  private static int delivered(Rig rig, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += count(rig, "workspace-" + i, DeliveryState.DELIVERED);
    }
    return sum;
  }

  private static int attempts(Rig rig, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum +=
          rig.webhooks
              .deliveryLog()
              .query(DeliveryQuery.builder("workspace-" + i).build())
              .deliveries()
              .get(0)
              .attempts();
    }
    return sum;
  }

  private static int count(Rig rig, String workspace, DeliveryState state) {
    return rig.webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(workspace).state(state).build())
        .deliveries()
        .size();
  }

  private static SecretCipher cipher(Runnable beforeOpening) {
    return new SecretCipher() {
      @Override
      public byte[] seal(byte[] secret, String webhookId) {
        return secret.clone();
      }

      @Override
      public byte[] open(byte[] sealed, String webhookId) {
        beforeOpening.run();
        return sealed.clone();
      }
    };
  }

  private static boolean isProblem(ILoggingEvent event) {
    return event.getLevel().isGreaterOrEqual(Level.WARN);
  }
}
