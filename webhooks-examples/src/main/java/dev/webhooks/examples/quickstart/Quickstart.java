package dev.webhooks.examples.quickstart;

import dev.webhooks.DeliveryLog;
import dev.webhooks.Webhooks;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.host.DMtoLead;
import dev.webhooks.examples.quickstart.Happening.Received;
import dev.webhooks.examples.quickstart.Happening.Settled;
import dev.webhooks.examples.receiver.EventHandler;
import dev.webhooks.examples.receiver.Inbox;
import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.examples.receiver.Receiver;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * A host application and a receiving team's application in one process, and a webhook between them.
 */
final class Quickstart {
  private static final String WORKSPACE = "acme";
  private static final String ACCOUNT = "acct_7";
  private static final String STUMBLES_OVER = "message.sent";

  private final Story story;
  private final Happenings happenings;
  private final List<Receipt> receipts = new ArrayList<>();

  /**
   * @param patience how long the story may take
   */
  Quickstart(PrintStream out, Duration patience) {
    this.story = new Story(out, "Webhooks for Java: the whole story in one process");
    this.happenings = new Happenings(patience);
  }

  /**
   * Tells the story.
   *
   * @throws CommandException when it didn't come out as told
   */
  void run() throws CommandException {
    Inbox inbox = new Inbox(stumblingOnce(), happenings::onReceipt);
    try (Receiver receiver = Receiver.start(0, Duration.ZERO, inbox);
        EmbeddedDatabase database = new EmbeddedDatabase();
        Webhooks webhooks = embed(database.dataSource())) {
      webhooks.dispatcher().start();
      story.step("A receiving team's application listens on " + receiver.url());
      RegisteredWebhook registered = register(webhooks, receiver.url() + "/hooks");
      inbox.trust(registered.apiKey());
      publish(webhooks);
      arrive(registered);
      showRequest();
      showDeliveryLog(webhooks.deliveryLog());
    } catch (IOException e) {
      throw CommandException.failed("can't listen on 127.0.0.1: " + e.getMessage());
    }
  }

  /** What a host does once, when it starts. */
  private Webhooks embed(DataSource database) {
    return onStore(database)
        .brand(DMtoLead.BRAND)
        .eventTypes(DMtoLead.eventTypes())
        .urlPolicy(UrlPolicy.allowingLocal()) // for this trial; the default is public https
        .listener(happenings)
        .build();
  }

  private static Webhooks.Builder onStore(DataSource database) {
    JdbcStore store = JdbcStore.builder(database).build();
    store.createSchema();
    return Webhooks.builder(store, SecretCipher.unprotected());
  }

  private static EventHandler stumblingOnce() {
    AtomicBoolean stumbled = new AtomicBoolean();
    return type -> !type.equals(STUMBLES_OVER) || !stumbled.compareAndSet(false, true);
  }

  private RegisteredWebhook register(Webhooks webhooks, String url) throws CommandException {
    story.step("DMtoLead registers that URL as a webhook, and the URL has to prove itself");
    RegisteredWebhook registered =
        webhooks
            .registry()
            .register(WORKSPACE, WebhookSettings.builder().name("Our CRM").url(url).build());
    require(registered.verification().verified(), "the URL did not prove itself");
    if (happenings.next() instanceof Received question) {
      story.message("DMtoLead asks:    ", question.receipt().body());
      story.message(
          "receiver answers: ",
          question.receipt().answer().status() + " " + question.receipt().answer().body());
    }
    story.line("Verified: webhook " + registered.webhook().id() + " is active.");
    story.line("Its API key, shown this once: " + registered.apiKey().reveal());
    story.line(
        "DMtoLead keeps a digest that signs like it, and calls it ..."
            + registered.webhook().keyHint());
    return registered;
  }

  private void publish(Webhooks webhooks) throws CommandException {
    story.step("DMtoLead publishes an event of each of its five types");
    List<Event> events =
        DMtoLead.CONVERSATION.stream()
            .map(
                example ->
                    Event.builder(example.type())
                        .workspace(WORKSPACE)
                        .account(ACCOUNT)
                        .json(example.data())
                        .build())
            .toList();
    List<PublishedEvent> published = webhooks.publisher().publishAll(events);
    for (int i = 0; i < events.size(); i++) {
      require(published.get(i).deliveries() == 1, "an event found no webhook");
      story.row("  %-20s  %s", events.get(i).type(), published.get(i).eventId());
    }
  }

  private void arrive(RegisteredWebhook registered) throws CommandException {
    story.step(
        "The receiver verifies each with the key ..."
            + registered.webhook().keyHint()
            + ", and stumbles over one");
    int delivered = 0;
    while (delivered < DMtoLead.CONVERSATION.size()) {
      Happening next = happenings.next();
      if (next instanceof Received received) {
        tell(received.receipt());
      } else if (next instanceof Settled settled) {
        tell(settled.outcome());
        delivered += settled.outcome().state() == DeliveryState.DELIVERED ? 1 : 0;
      }
    }
  }

  private void tell(Receipt receipt) throws CommandException {
    receipts.add(receipt);
    story.row(
        "  receiver: %-20s  attempt %s  signature %-5s  answers %d",
        receipt.eventType(),
        receipt.headers().attempt(),
        receipt.signature().words(),
        receipt.answer().status());
    require(receipt.signature().isValid(), "a signature was not valid");
    require(!receipt.duplicate(), "an event came twice");
  }

  private void tell(DeliveryOutcome outcome) throws CommandException {
    Duration retryIn = outcome.retryIn();
    if (retryIn != null) {
      story.row(
          "  DMtoLead: %-20s  %s, tries again in %d s",
          outcome.delivery().eventType(), outcome.error(), retryIn.toSeconds());
    }
    require(outcome.state() != DeliveryState.FAILED, "a delivery was given up");
  }

  private void showRequest() throws CommandException {
    story.step("What the receiver verified: the header is HMAC-SHA256 of these bytes, in hex");
    Receipt last = receipts.get(receipts.size() - 1);
    story.line("  X-DMtoLead-Event: " + last.headers().eventType());
    story.line("  X-DMtoLead-Delivery: " + last.headers().deliveryId());
    story.line("  X-DMtoLead-Attempt: " + last.headers().attempt());
    story.line("  X-DMtoLead-Signature: " + last.headers().signature());
    story.line("  " + last.body());
  }

  private void showDeliveryLog(DeliveryLog log) throws CommandException {
    story.step("The delivery log");
    List<DeliveryDetail> deliveries =
        new ArrayList<>(
            log.query(DeliveryQuery.builder(WORKSPACE).build()).deliveries().stream()
                .flatMap(delivery -> log.find(WORKSPACE, delivery.id()).stream())
                .toList());
    Collections.reverse(deliveries); // the log is newest first, a story is not
    DeliveryTable.rows(deliveries).forEach(row -> story.line("  " + row));
    for (DeliveryDetail delivery : deliveries) {
      boolean stumbled = delivery.delivery().eventType().equals(STUMBLES_OVER);
      List<Integer> expected = stumbled ? List.of(500, 200) : List.of(200);
      require(
          delivery.delivery().state() == DeliveryState.DELIVERED
              && delivery.attempts().stream().map(a -> a.httpStatus()).toList().equals(expected),
          "the delivery log tells another story");
    }
    require(deliveries.size() == DMtoLead.CONVERSATION.size(), "the delivery log is incomplete");
    story.end("Five events, six signed requests, one failure, nothing lost.");
  }

  private static void require(boolean asTold, String problem) throws CommandException {
    if (!asTold) {
      throw CommandException.failed(problem);
    }
  }
}
