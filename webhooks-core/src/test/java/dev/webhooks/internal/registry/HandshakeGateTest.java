package dev.webhooks.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.LogCapture;
import dev.webhooks.model.BusyException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many handshakes may be under way. */
class HandshakeGateTest {
  private final HandshakeGate gate = new HandshakeGate(System::nanoTime);
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicInteger underWay = new AtomicInteger();

  @AfterEach
  void end() {
    hanging.countDown();
    callers.shutdownNow();
  }

  /** Guarantee B. */
  @Test
  void aWorkspaceHasAFewPlaces() {
    hang("a", HandshakeGate.PLACES_OF_WORKSPACE);

    assertThatThrownBy(() -> gate.pass("a", () -> "made"))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("try again");
  }

  /** Guarantee B: what callers are told shows to the operator too, in one line a minute. */
  @Test
  void manyThatFindNoPlaceAreALineOfTheLog() {
    String workspace = "a-log-of-its-own";
    hang(workspace, HandshakeGate.PLACES_OF_WORKSPACE);

    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> gate.pass(workspace, () -> "made"))
            .isInstanceOf(BusyException.class);
      }

      assertThat(log.events())
          .extracting(ILoggingEvent::getFormattedMessage)
          .filteredOn(line -> line.contains(workspace))
          .singleElement(STRING)
          .contains("may try again");
    }
  }

  /** Guarantee N. */
  @Test
  void aWorkspaceWhoseEndpointsHangLeavesTheOthersTheirPlaces() {
    hang("a", HandshakeGate.PLACES_OF_WORKSPACE);

    assertThat(gate.pass("b", () -> "made")).isEqualTo("made");
  }

  /** Guarantee B. */
  @Test
  void allOfThemTogetherHaveABound() {
    for (int i = 0; i < HandshakeGate.PLACES / HandshakeGate.PLACES_OF_WORKSPACE; i++) {
      hang("workspace-" + i, HandshakeGate.PLACES_OF_WORKSPACE);
    }
    assertThat(underWay).hasValue(HandshakeGate.PLACES);
    assertThatThrownBy(() -> gate.pass("b", () -> "made")).isInstanceOf(BusyException.class);
  }

  @Test
  void whoComesWhenThereIsNoPlaceWaitsForAMoment() throws Exception {
    hang("a", HandshakeGate.PLACES_OF_WORKSPACE);
    Future<String> waiting = callers.submit(() -> gate.pass("a", () -> "made"));
    hanging.countDown();

    assertThat(waiting.get()).isEqualTo("made");
  }

  @Test
  void aHandshakeThatFailsGivesItsPlaceBack() {
    for (int i = 0; i < 2 * HandshakeGate.PLACES; i++) {
      assertThatThrownBy(
              () ->
                  gate.pass(
                      "a",
                      () -> {
                        throw new IllegalStateException("the store is away");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(gate.pass("a", () -> "made")).isEqualTo("made");
  }

  private void hang(String workspace, int count) {
    int before = underWay.get();
    for (int i = 0; i < count; i++) {
      callers.submit(() -> gate.pass(workspace, this::makeOne));
    }
    await().until(() -> underWay.get() == before + count);
  }

  private String makeOne() {
    underWay.incrementAndGet();
    try {
      hanging.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "made";
  }
}
