package dev.webhooks.examples.settings;

import static org.awaitility.Awaitility.await;

import dev.webhooks.examples.receiver.Inbox;
import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.examples.receiver.Receiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A receiving team's endpoint that keeps what comes and fails when told to. */
public final class Endpoint implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final Receiver receiver;

  private Endpoint(Duration delay) throws IOException {
    this.receiver = Receiver.start(0, delay, new Inbox(type -> !failing.get(), receipts::add));
  }

  static Endpoint start() throws IOException {
    return new Endpoint(Duration.ZERO);
  }

  /** Puts off every answer. */
  static Endpoint slow(Duration delay) throws IOException {
    return new Endpoint(delay);
  }

  String url() {
    return receiver.url() + "/hooks";
  }

  void fail(boolean fail) {
    failing.set(fail);
  }

  /** What came besides handshakes. */
  List<Receipt> events() {
    return receipts.stream().filter(receipt -> !isHandshake(receipt)).toList();
  }

  /** Waits until as many events have come, or more; machines may be slow. */
  void awaitEvents(int count) {
    await().atMost(PATIENCE).until(() -> events().size() >= count);
  }

  List<Receipt> handshakes() {
    return receipts.stream().filter(Endpoint::isHandshake).toList();
  }

  private static boolean isHandshake(Receipt receipt) {
    return "webhook.verify".equals(receipt.eventType());
  }

  @Override
  public void close() {
    receiver.close();
  }
}
