package dev.webhooks.internal.http;

import dev.webhooks.policy.EgressProxy;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/** How OkHttp is set up. Each line that isn't a default closes a trap. */
final class GuardedClient {
  /**
   * How long an idle connection is kept: shorter than any common server keeps it (Node, Apache and
   * Uvicorn 5 s, most others 15 s and more). A POST on a connection that the server has just closed
   * would be a lost attempt, as nothing is ever sent twice; and OkHttp looks whether a connection
   * still lives only after 10 s of idling. 3 s leave 2 s for a round trip and a late clean-up, and
   * bursts and the first retries still find their connection.
   */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

  private GuardedClient() {}

  static OkHttpClient create(
      HttpSettings settings,
      Dns dns,
      ConnectGuard guard,
      ReadBudget budget,
      ClientCertificateRequests requests,
      LongSupplier nanoClock) {
    StrayAnswers strays = new StrayAnswers(nanoClock);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            // The one that counts; the others only back it up. By default there is none.
            .callTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout())
            // Half, so that a second address is tried when the first swallows everything.
            .connectTimeout(Duration.ofMillis(Math.max(1, settings.timeout().toMillis() / 2)))
            // A redirect is a failed attempt, and would carry the signature elsewhere.
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            // Under a proxy neither Dns nor a socket sees the target: none but the host's own, and
            // never http.proxyHost.
            .proxy(proxy(settings.egressProxy()))
            .dns(dns)
            .socketFactory(new GuardedSocketFactory(guard, budget))
            // HTTP/2 would add a thread per connection, share connections between hosts, and gain
            // nothing: few calls go to one host at a time.
            .protocols(List.of(Protocol.HTTP_1_1))
            // Racing addresses needs threads for every connect; see also ReadBudget.
            .fastFallback(false)
            // TLS 1.3 and 1.2, no falling back to less. Plain http is the URL policy's business.
            .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
            .addInterceptor(strays::separate)
            .addNetworkInterceptor(strays::follow)
            // KEEP_ALIVE ends idle connections, this one busy ones.
            .addNetworkInterceptor(new ConnectionAge(nanoClock))
            .eventListenerFactory(
                call -> {
                  ReplyHeaders headers = call.request().tag(ReplyHeaders.class);
                  return headers != null ? headers : EventListener.NONE;
                });
    EgressProxy egress = settings.egressProxy();
    if (egress != null && egress.authorization() != null) {
      ProxyCredentials credentials = new ProxyCredentials(egress.authorization());
      builder.proxyAuthenticator(credentials).addNetworkInterceptor(credentials);
    }
    return secured(builder, ChainTrust.of(settings.trust()), requests).build();
  }

  /** Unresolved, so that its name is looked up by our {@code Dns}, within the call's time. */
  private static Proxy proxy(@Nullable EgressProxy egress) {
    return egress == null
        ? Proxy.NO_PROXY
        : new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(egress.host(), egress.port()));
  }

  private static OkHttpClient.Builder secured(
      OkHttpClient.Builder builder, X509TrustManager trust, ClientCertificateRequests requests) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {requests}, new TrustManager[] {trust}, null);
      return builder.sslSocketFactory(new GuardedTlsFactory(context.getSocketFactory()), trust);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
