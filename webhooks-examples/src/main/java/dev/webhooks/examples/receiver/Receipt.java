package dev.webhooks.examples.receiver;

import dev.webhooks.examples.cli.Printable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One POST that arrived, and what became of it. Its texts are as the sender wrote them, whoever
 * that was.
 *
 * @param eventType null when the request doesn't say
 * @param body as it arrived; empty when it is too large
 * @param duplicate whether this delivery was processed before
 * @param duplicates how many duplicates have come so far
 */
public record Receipt(
    WireHeaders headers,
    @Nullable String eventType,
    String body,
    SignatureCheck signature,
    Answer answer,
    boolean duplicate,
    long duplicates) {

  /**
   * One line for a terminal, in which a sender can't forge more than the words that are his to say.
   */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%-20s  delivery=%s  attempt=%s  signature=%s  answer=%d  duplicates=%d%s",
        word(eventType),
        word(headers.deliveryId()),
        word(headers.attempt()),
        signature.words(),
        answer.status(),
        duplicates,
        duplicate ? " (this is one)" : "");
  }

  private static String word(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : Printable.word(text);
  }
}
