package dev.webhooks.examples.settings.http;

import dev.webhooks.Webhooks;
import dev.webhooks.examples.settings.Counters;
import dev.webhooks.examples.settings.Plans;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * Serves the JSON API and the pages on 127.0.0.1, without a login: it is an example.
 *
 * <p>Thread safe.
 */
public final class HttpServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /** How long a request that has begun may stay silent. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

  /** How long stopping waits for requests that are being served. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /** Bytes that hold most answers. Javalin makes a buffer of this size for each of them. */
  private static final int ANSWER_BUFFER = 4096;

  private final Javalin javalin;

  private HttpServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Begins to serve.
   *
   * @param port 0 picks a free one
   * @param brand as the library has it, for what receiving teams copy
   * @param isReady whether the database takes writes, told in time
   * @throws IOException when the port can't be had; its message says why
   */
  public static HttpServer start(
      int port,
      String brand,
      Webhooks webhooks,
      Plans plans,
      BooleanSupplier isReady,
      Counters counters)
      throws IOException {
    return start(port, brand, webhooks, plans, isReady, counters, MAX_SILENCE);
  }

  /** Begins to serve; a request that is silent for longer than this gets its 408. */
  public static HttpServer start(
      int port,
      String brand,
      Webhooks webhooks,
      Plans plans,
      BooleanSupplier isReady,
      Counters counters,
      Duration maxSilence)
      throws IOException {
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, maxSilence);
              route(config.routes, webhooks, plans, isReady, counters);
              new ReceiverCall(brand).route(config.routes);
              Pages.route(config.routes); // last, as a file may have any name
            });
    try {
      return new HttpServer(javalin.start(LOOPBACK, port));
    } catch (JavalinException e) {
      throw new IOException(rootOf(e).getMessage(), e);
    }
  }

  private static void configure(JavalinConfig config, Duration maxSilence) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.responseBufferSize = ANSWER_BUFFER;
    config.http.compressionStrategy = CompressionStrategy.NONE; // it never leaves the machine
    config.router.javaLangErrorHandler(Problems::onError);
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setUriCompliance(UriCompliance.DEFAULT);
          http.setIdleTimeout(maxSilence.toMillis());
        });
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(null));
    config.jetty.modifyServer(
        server -> {
          server.setHandler(new GracefulHandler()); // in place of statistics that nobody reads
          server.setStopTimeout(PATIENCE.toMillis());
          server.setErrorHandler(new JettyProblems());
        });
  }

  private static void route(
      RoutesConfig routes,
      Webhooks webhooks,
      Plans plans,
      BooleanSupplier isReady,
      Counters counters) {
    routes.before(BrowserGuard::check);
    routes.beforeMatched("/api/*", QueryParameters::check);
    Problems.route(routes);
    // Of all calls the most frequent one: routes are tried in their order.
    new EventCalls(webhooks.publisher(), webhooks.deliveryLog(), counters).route(routes);
    new HealthCall(isReady, webhooks.dispatcher()).route(routes);
    new MetricsCall(webhooks.dispatcher(), counters).route(routes);
    new PlanCalls(plans, webhooks.registry()).route(routes);
    Conditions conditions = new Conditions(webhooks.stats());
    new WebhookCalls(webhooks.registry(), webhooks.deliveryLog(), conditions).route(routes);
    new NamesCall(webhooks.registry()).route(routes);
    new TestCall(webhooks.registry(), webhooks.publisher(), webhooks.deliveryLog()).route(routes);
    new StatsCall(webhooks.stats()).route(routes);
    new DeliveryCalls(webhooks.deliveryLog()).route(routes);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Where it listens, as in {@code http://127.0.0.1:8080}. */
  public String url() {
    return "http://" + LOOPBACK + ":" + javalin.port();
  }

  /** Accepts no more requests and waits, within a bound, for those that are being served. */
  @Override
  public void close() {
    javalin.stop();
  }
}
