package dev.webhooks.internal.http;

import java.io.IOException;
import okhttp3.Authenticator;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Gives the proxy its credentials, unasked and once, and nobody else (Guarantee P). Thread safe.
 *
 * <p>Two traps. OkHttp asks the proxy's authenticator also when the endpoint, inside the tunnel,
 * answers 407: then it must stay silent, as it must when the proxy has refused what it was given.
 * And it does not ask before a plain http request, which goes to the proxy as it is: that is what
 * the interceptor is for.
 */
final class ProxyCredentials implements Authenticator, Interceptor {
  private static final String HEADER = "Proxy-Authorization";

  private final String authorization;

  ProxyCredentials(String authorization) {
    this.authorization = authorization;
  }

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response) {
    Request request = response.request();
    return request.method().equals("CONNECT") && request.header(HEADER) == null
        ? authorized(request)
        : null;
  }

  /** As a network interceptor: it knows the connection that the request goes out on. */
  @Override
  public Response intercept(Chain chain) throws IOException {
    Connection connection = chain.connection();
    boolean toTheProxy =
        connection != null
            && connection.route().proxy().type() == java.net.Proxy.Type.HTTP
            && !connection.route().requiresTunnel();
    return chain.proceed(toTheProxy ? authorized(chain.request()) : chain.request());
  }

  private Request authorized(Request request) {
    return request.newBuilder().header(HEADER, authorization).build();
  }
}
