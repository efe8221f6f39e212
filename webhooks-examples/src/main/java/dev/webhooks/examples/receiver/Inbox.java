package dev.webhooks.examples.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.Handshake;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.Verdict;
import dev.webhooks.signing.VerificationException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a receiving team writes: verify first, then read, then process each delivery once. Thread
 * safe.
 *
 * <p>As long as it has no API key it can't verify, and says so of every request; with one, nothing
 * gets past a bad signature. That order of things comes from the handshake: the key is shown to
 * whoever registers the URL, after the URL has answered.
 */
public final class Inbox {
  private static final int REMEMBERED_DELIVERIES = 10_000;
  private static final int LONGEST_DELIVERY_ID = 100;

  private final EventHandler handler;
  private final Consumer<Receipt> journal;
  private final SeenDeliveries seen = new SeenDeliveries(REMEMBERED_DELIVERIES);
  private volatile @Nullable SignatureVerifier verifier;

  /**
   * Begins without a key.
   *
   * @param handler what to do with an event
   * @param journal told of every POST before it is answered, by several threads at once
   */
  public Inbox(EventHandler handler, Consumer<Receipt> journal) {
    this.handler = handler;
    this.journal = journal;
  }

  /** From now on, only what is signed with this key gets in. */
  public void trust(ApiKey apiKey) {
    verifier = SignatureVerifier.of(apiKey.signingKey());
  }

  /** Takes one POST, whoever sent it. */
  Answer receive(WireHeaders headers, byte[] body) {
    Receipt receipt = judge(headers, body);
    journal.accept(receipt);
    return receipt.answer();
  }

  /** Takes one POST whose body is too large to be read, let alone verified. */
  Answer refuseOversized(WireHeaders headers) {
    SignatureCheck none = SignatureCheck.notMade("body too large");
    Receipt receipt = refusal(headers, "", none, 413, "the body is too large");
    journal.accept(receipt);
    return receipt.answer();
  }

  private Receipt judge(WireHeaders headers, byte[] body) {
    String text = new String(body, UTF_8);
    SignatureVerifier current = verifier;
    if (current == null) {
      return read(headers, body, text, SignatureCheck.notMade("no --api-key"));
    }
    try {
      current.requireValid(body, headers.signature());
    } catch (VerificationException e) {
      // Not even parsed: a parser is what a stranger would attack next.
      SignatureCheck check = SignatureCheck.of(e.verdict());
      return refusal(headers, text, check, 401, "the signature is not valid: " + check.words());
    }
    return read(headers, body, text, SignatureCheck.of(Verdict.VALID));
  }

  private Receipt read(WireHeaders headers, byte[] body, String text, SignatureCheck check) {
    Optional<String> answer = Handshake.answer(body);
    if (answer.isPresent()) {
      Answer handshake = Answer.handshake(answer.get());
      return receipt(headers, Message.HANDSHAKE, text, check, handshake, false);
    }
    return Message.read(body)
        .map(message -> process(headers, message.type(), text, check))
        .orElseGet(() -> refusal(headers, text, check, 400, "the body is no event"));
  }

  private Receipt process(WireHeaders headers, String type, String text, SignatureCheck check) {
    String id = headers.deliveryId();
    if (id == null || id.length() > LONGEST_DELIVERY_ID) {
      return receipt(headers, type, text, check, answer(handler.process(type)), false);
    }
    if (!seen.begin(id)) {
      return receipt(headers, type, text, check, Answer.acknowledged(), true);
    }
    boolean processed = handler.process(type);
    if (!processed) {
      seen.giveUp(id);
    }
    return receipt(headers, type, text, check, answer(processed), false);
  }

  private static Answer answer(boolean processed) {
    return processed ? Answer.acknowledged() : Answer.refused(500, "processing failed");
  }

  private Receipt refusal(
      WireHeaders headers, String text, SignatureCheck check, int status, String reason) {
    // The header's event type isn't signed, but good enough for a line that says what was refused.
    Answer answer = Answer.refused(status, reason);
    return receipt(headers, headers.eventType(), text, check, answer, false);
  }

  private Receipt receipt(
      WireHeaders headers,
      @Nullable String type,
      String text,
      SignatureCheck check,
      Answer answer,
      boolean duplicate) {
    return new Receipt(headers, type, text, check, answer, duplicate, seen.duplicates());
  }
}
