package dev.webhooks.signing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Remembers which messages a {@link StandardVerifier} let in, so that nobody who overheard one can
 * have it processed again while its timestamp is still good.
 *
 * <pre>{@code
 * StandardVerifier verifier =
 *     StandardVerifier.of(secret).withReplayGuard(ReplayGuard.inMemory(100_000));
 * }</pre>
 *
 * <p>It doesn't deduplicate. A sender whose message got no answer sends it again, with its old id
 * and a later timestamp, which no eavesdropper can sign; were that refused, a message whose
 * processing failed would be lost. So the later attempt is let in, and whoever processes the
 * message looks its id up in the same transaction.
 *
 * <p>Use one guard for each verifier: senders don't know of each other's ids. Implementations must
 * be safe for use by many threads at once.
 */
@FunctionalInterface
public interface ReplayGuard {
  /**
   * Lets a genuine message in once, and remembers that: of any number of calls at once with the
   * same id and time, one returns true.
   *
   * <p>If an implementation can't tell, or can't remember, it must return false or throw: the
   * request is then refused, and its sender comes again.
   *
   * @param id the message's id: 1 to 256 visible ASCII characters, no full stop among them
   * @param sentAt when this attempt was made, by the sender's clock, in whole seconds
   * @param remember how long to remember it, from now on: more than zero, at most twice the
   *     verifier's tolerance and a second. Later the timestamp is too old in any case
   * @return true if no message with this id was let in that was sent then or later
   */
  boolean admit(String id, Instant sentAt, Duration remember);

  /**
   * Returns a guard for one JVM that lives from start to stop: after a restart it knows nothing,
   * and of several nodes each knows its own messages.
   *
   * <p>Once it is full it fails closed: a new id is refused until an old one has been forgotten.
   * Make room for all messages of two tolerances, 10 minutes by default. An id takes about 200
   * bytes, and its characters.
   *
   * @param maxIds how many ids it remembers at most, at least 1
   * @return a new guard
   * @throws IllegalArgumentException if there is no room for an id
   */
  static ReplayGuard inMemory(int maxIds) {
    return inMemory(maxIds, Clock.systemUTC());
  }

  /**
   * Returns such a guard, with a clock of its own.
   *
   * @param maxIds how many ids it remembers at most, at least 1
   * @param clock what ids are forgotten by: the same as the verifier's. Set back, it lets nothing
   *     in again that was forgotten
   * @return a new guard
   * @throws IllegalArgumentException if there is no room for an id
   */
  static ReplayGuard inMemory(int maxIds, Clock clock) {
    return new InMemoryReplayGuard(maxIds, clock);
  }
}
