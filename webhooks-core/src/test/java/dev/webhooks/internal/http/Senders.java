package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.policy.EgressProxy;
import dev.webhooks.spi.HostResolver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;

/** Senders for tests: by default they reach the loopback only, and every name is 127.0.0.1. */
public final class Senders {
  static final Duration TIMEOUT = Duration.ofSeconds(5);
  public static final Predicate<InetAddress> LOOPBACK = InetAddress::isLoopbackAddress;
  static final HostResolver TO_LOOPBACK = host -> List.of(address("127.0.0.1"));

  private Senders() {}

  static HttpSender local() {
    return local(TIMEOUT);
  }

  static HttpSender local(Duration timeout) {
    return new HttpSender(settings(timeout, LOOPBACK, TO_LOOPBACK, null));
  }

  public static HttpSender guarded(Predicate<InetAddress> guard, HostResolver resolver) {
    return new HttpSender(settings(TIMEOUT, guard, resolver, null));
  }

  static HttpSender trusting(X509TrustManager trust) {
    return new HttpSender(settings(TIMEOUT, LOOPBACK, TO_LOOPBACK, trust));
  }

  static HttpSettings settings(
      Duration timeout,
      Predicate<InetAddress> guard,
      HostResolver resolver,
      X509TrustManager trust) {
    return new HttpSettings(timeout, guard, resolver, null, trust, 4096, 16);
  }

  /** Everything through a proxy on the loopback; the guard judges literals alone. */
  static HttpSender through(EgressProxy proxy, Duration timeout, X509TrustManager trust) {
    return through(proxy, timeout, LOOPBACK, TO_LOOPBACK, trust);
  }

  static HttpSender through(
      EgressProxy proxy,
      Duration timeout,
      Predicate<InetAddress> guard,
      HostResolver resolver,
      X509TrustManager trust) {
    return new HttpSender(new HttpSettings(timeout, guard, resolver, proxy, trust, 4096, 16));
  }

  static HttpPost post(String url) {
    return post("wh_1", url);
  }

  static HttpPost post(String owner, String url) {
    return new HttpPost(owner, url, Map.of(), "{}".getBytes(UTF_8));
  }

  /** From a literal: never a look-up. */
  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }
}
