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
 * Lets no connection live for ever. The pool bounds how long one idles, so a POST every two seconds
 * would keep one for days, past every change of DNS, fail-over, certificate or policy. The first
 * POST after a minute asks the server to close, and OkHttp does not use that connection again.
 *
 * <p>A network interceptor: it knows the connection that the request goes out on. Thread safe.
 */
final class ConnectionAge implements Interceptor {
  static final Duration MAX = Duration.ofMinutes(1);

  private final LongSupplier nanoClock;

  /** When each was first used. Weak, and by identity: an entry goes with its connection. */
  private final Cache<Connection, Long> firstUse =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  ConnectionAge(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Connection connection = chain.connection();
    if (connection != null && isOld(connection)) {
      request = request.newBuilder().header("Connection", "close").build();
    }
    return chain.proceed(request);
  }

  private boolean isOld(Connection connection) {
    long now = nanoClock.getAsLong();
    Long first = firstUse.getIfPresent(connection);
    if (first == null) {
      firstUse.put(connection, now);
      return false;
    }
    return now - first > MAX.toNanos();
  }
}
