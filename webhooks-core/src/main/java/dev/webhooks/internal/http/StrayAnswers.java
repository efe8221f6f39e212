package dev.webhooks.internal.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

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
 *       POST, and lies in the pool to be looked at when it is closed; until then its owner's calls
 *       have connections of their own.
 * </ul>
 *
 * <p>That last look comes when the connection has idled for {@link GuardedClient#KEEP_ALIVE}. Where
 * an answer takes longer, its connection carries no other POST: beside such a wait a new one costs
 * nothing.
 *
 * <p>An endpoint that answers everything alike shows the second only when it matters. Thread safe.
 */
final class StrayAnswers {
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Until the pool has closed an idle connection, by a thread that may be late. */
  static final Duration WATCHED = GuardedClient.KEEP_ALIVE.plusSeconds(1);

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

  /** An application interceptor: on which connections the call may go. */
  Response separate(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    ConnectionOwner owner = ConnectionOwner.of(request);
    boolean alone = isApart(owner.id());
    if (alone) {
      request = request.newBuilder().header("Connection", "close").build();
    }
    return chain.withDns(owner.dns(chain.getDns(), alone)).proceed(request);
  }

  /** A network interceptor: what becomes of the call on its connection. */
  Response follow(Interceptor.Chain chain) throws IOException {
    Connection connection = chain.connection();
    if (connection == null || !(connection.socket() instanceof FramedSocket socket)) {
      return chain.proceed(chain.request());
    }
    String owner = ConnectionOwner.of(chain.request()).id();
    socket.framing().whenUnasked(() -> keepApart(owner, REMEMBERED));
    long start = nanoClock.getAsLong();
    Response response = chain.proceed(chain.request());
    if (nanoClock.getAsLong() - start >= GuardedClient.KEEP_ALIVE.toNanos()) {
      socket.framing().endAfterThis();
    }
    if (socket.framing().hasDifferentAnswers()) {
      keepApart(owner, WATCHED);
    }
    return response;
  }

  private boolean isApart(String owner) {
    Long until = apart.getIfPresent(owner);
    return until != null && until - nanoClock.getAsLong() > 0;
  }

  private void keepApart(String owner, Duration time) {
    long until = nanoClock.getAsLong() + time.toNanos();
    apart.asMap().merge(owner, until, (known, next) -> next - known > 0 ? next : known);
  }
}
