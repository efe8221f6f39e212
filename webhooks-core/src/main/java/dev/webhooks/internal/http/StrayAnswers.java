package dev.webhooks.internal.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives no kept connection to the calls of an owner whose endpoint says what nobody asked for
 * (Guarantee W). A second answer that comes while the next POST is out is read as that POST's
 * answer, and nothing tells the two apart in that moment; so it must not happen time after time.
 *
 * <p>Two things show it:
 *
 * <ul>
 *   <li>Bytes that nobody asked for lay on a connection when it was closed. Its owner's calls have
 *       connections of their own for ten minutes, each for one POST.
 *   <li>An answer differs from the one before it on the same connection: it may be somebody else's.
 *       Then the answer that belonged there is still to come. That connection carries no other
 *       POST, and is kept to be looked at when it is closed; until then its owner's calls have
 *       connections of their own.
 * </ul>
 *
 * <p>That last look comes when the connection has idled for {@link KeptConnections#KEEP_ALIVE}.
 * Where an answer takes longer, its connection carries no other POST: beside such a wait a new one
 * costs nothing.
 *
 * <p>An endpoint that answers everything alike shows the second only when it matters. Thread safe.
 */
final class StrayAnswers {
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Until an idle connection is closed, by a thread that may be late. */
  static final Duration WATCHED = KeptConnections.KEEP_ALIVE.plusSeconds(1);

  private static final int MOST_OWNERS = 10_000;

  private final LongSupplier nanoClock;

  /** Until when an owner's calls have connections of their own. */
  private final Cache<String, Long> apart;

  StrayAnswers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    apart =
        Caffeine.newBuilder()
            .maximumSize(MOST_OWNERS)
            .expireAfterWrite(REMEMBERED)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** Whether this owner's calls have connections of their own. */
  boolean areToBeFeared(String owner) {
    Long until = apart.getIfPresent(owner);
    return until != null && until - nanoClock.getAsLong() > 0;
  }

  /** Hears of it should it be found that bytes came on this one which nobody had asked for. */
  void watch(Connection connection) {
    String owner = connection.key().owner();
    connection.framing().whenUnasked(() -> keepApart(owner, REMEMBERED));
  }

  /**
   * The head of an answer has come.
   *
   * @param sentAt when its request was sent
   */
  void answered(Connection connection, long sentAt) {
    if (nanoClock.getAsLong() - sentAt >= KeptConnections.KEEP_ALIVE.toNanos()) {
      connection.framing().endAfterThis();
    }
    if (connection.framing().hasDifferentAnswers()) {
      keepApart(connection.key().owner(), WATCHED);
    }
  }

  private void keepApart(String owner, Duration time) {
    long until = nanoClock.getAsLong() + time.toNanos();
    apart.asMap().merge(owner, until, (known, next) -> next - known > 0 ? next : known);
  }
}
