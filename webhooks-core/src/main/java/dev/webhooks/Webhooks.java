package dev.webhooks;

import dev.webhooks.internal.dispatch.Bounds;
import dev.webhooks.internal.dispatch.DispatchSettings;
import dev.webhooks.internal.dispatch.Surroundings;
import dev.webhooks.observe.WebhookObserver;
import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.HostResolver;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Everything a host application needs to send webhooks: one instance for the life of the
 * application.
 *
 * <pre>{@code
 * Webhooks webhooks = Webhooks.builder(store, cipher).brand("Acme").build();
 * webhooks.dispatcher().start();
 * RegisteredWebhook registered = webhooks.registry().register(
 *     "workspace-1",
 *     WebhookSettings.builder().name("CRM").url("https://crm.example.com/hooks").build());
 * webhooks.publisher().publish(
 *     Event.builder("message.sent").workspace("workspace-1").data(Map.of("text", "Yes!")).build());
 * }</pre>
 *
 * <p>A node that only registers and publishes leaves the dispatcher alone; one that runs it shares
 * the work with every other. Thread safe.
 */
public final class Webhooks implements AutoCloseable {
  private final Parts parts;

  private Webhooks(Parts parts) {
    this.parts = parts;
  }

  /**
   * Begins with the two things that have no default.
   *
   * @param store where webhooks, events and deliveries are kept; closed by its owner, not by this
   *     library
   * @param cipher how signing secrets are protected in that store; {@link
   *     SecretCipher#unprotected()} says that they aren't
   */
  public static Builder builder(Store store, SecretCipher cipher) {
    return new Builder(store, cipher);
  }

  /** Registers webhooks and looks after them. */
  public WebhookRegistry registry() {
    return parts.registry;
  }

  /** Takes events. */
  public EventPublisher publisher() {
    return parts.publisher;
  }

  /** Sends what is due, once it is started. */
  public Dispatcher dispatcher() {
    return parts.dispatcher;
  }

  /** What became of every delivery. */
  public DeliveryLog deliveryLog() {
    return parts.deliveryLog;
  }

  /** How webhooks are doing: what waits, what attempts came to, who is unwell. */
  public WebhookStats stats() {
    return parts.stats;
  }

  /**
   * Closes the dispatcher, waiting for what is being sent as {@link Dispatcher#close} says, then
   * every connection.
   */
  @Override
  public void close() {
    parts.close();
  }

  /** The settings, each with a safe default. Not thread safe. */
  public static final class Builder {
    private static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;

    // Read by Parts.
    final Store store;
    final SecretCipher cipher;
    @Nullable String brand;
    EventCatalog catalog = EventCatalog.any();
    WebhookQuota quota = WebhookQuota.unlimited();
    RetryPolicy retryPolicy = RetryPolicy.standard();
    HealthPolicy health = HealthPolicy.standard();
    UrlPolicy urlPolicy = UrlPolicy.publicHttps();
    final List<Function<WebhookRegistry, WebhookListener>> listeners = new ArrayList<>();
    final List<WebhookObserver> observers = new ArrayList<>();
    @Nullable Function<Object, String> json;
    HostResolver resolver = HostResolver.system();
    @Nullable EgressProxy egressProxy;
    @Nullable X509TrustManager trust;
    Clock clock = Clock.systemUTC();
    private final DispatchSettings.Builder dispatch = new DispatchSettings.Builder();
    int maxEventBytes = 256 * 1024;
    private @Nullable Executor workers;

    private Builder(Store store, SecretCipher cipher) {
      this.store = Objects.requireNonNull(store, "store");
      this.cipher = Objects.requireNonNull(cipher, "cipher");
    }

    /**
     * The product's name in the headers: {@code Acme} makes {@code X-Acme-Signature}. Default:
     * none, which makes {@code X-Webhook-Signature}. {@link #build} refuses one that can't stand in
     * a header's name: 1 to 40 letters, digits or hyphens, a letter first.
     */
    public Builder brand(@Nullable String brand) {
      this.brand = brand;
      return this;
    }

    /** The event types that exist. Default: any. */
    public Builder eventTypes(EventCatalog catalog) {
      this.catalog = Objects.requireNonNull(catalog, "catalog");
      return this;
    }

    /** How many webhooks a workspace may hold. Default: no limit. */
    public Builder quota(WebhookQuota quota) {
      this.quota = Objects.requireNonNull(quota, "quota");
      return this;
    }

    /** When a failed delivery is tried again. Default: {@link RetryPolicy#standard()}. */
    public Builder retryPolicy(RetryPolicy retryPolicy) {
      this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy");
      return this;
    }

    /**
     * When an endpoint gets nothing for a while, when little at a time, and when its webhook is
     * disabled. Default: {@link HealthPolicy#standard()}; {@link HealthPolicy#none()} switches it
     * off.
     */
    public Builder health(HealthPolicy health) {
      this.health = Objects.requireNonNull(health, "health");
      return this;
    }

    /**
     * Which URLs may be webhooks and which addresses connected to. Default: {@link
     * UrlPolicy#publicHttps()}.
     */
    public Builder urlPolicy(UrlPolicy urlPolicy) {
      this.urlPolicy = Objects.requireNonNull(urlPolicy, "urlPolicy");
      return this;
    }

    /**
     * Adds one who is told about outcomes and changes. Several are told one after the other, in
     * this order; what one throws keeps nothing from the others. Default: nobody.
     */
    public Builder listener(WebhookListener listener) {
      Objects.requireNonNull(listener, "listener");
      return listener(registry -> listener);
    }

    /**
     * The same for a listener that looks after webhooks, as one that disables those that are gone:
     * {@code listener(registry -> new Janitor(registry))}. The function is asked once, by {@link
     * #build}; what changes until it has answered goes untold.
     */
    public Builder listener(Function<WebhookRegistry, WebhookListener> listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Adds one who watches the library at work, for metrics and traces: {@code
     * observe(WebhookMetrics.of(meterRegistry))}. Several are told one after the other, in this
     * order. Default: none, which costs nothing.
     */
    public Builder observe(WebhookObserver observer) {
      observers.add(Objects.requireNonNull(observer, "observer"));
      return this;
    }

    /**
     * Writes the {@code data} of events as JSON text, as the host's own mapper would: {@code
     * objectMapper::writeValueAsString}, with its checked exception wrapped. It is asked on the
     * thread that publishes, by several at once, and not for a {@link dev.webhooks.model.JsonText}.
     * What it answers must be one JSON value; white space is left out. What it throws reaches the
     * publisher's caller, and nothing is stored.
     *
     * <p>Default: maps, lists, arrays, records, beans, enums by name; {@code java.time} in ISO
     * 8601, an {@code Instant} in UTC with milliseconds like the event's own timestamp; an empty
     * {@code Optional} as null. Classes of a named module are only seen if their package is open to
     * {@code com.fasterxml.jackson.databind}.
     */
    public Builder json(Function<Object, String> json) {
      this.json = Objects.requireNonNull(json, "json");
      return this;
    }

    /** Looks host names up; the URL policy judges its answers. Default: the JDK. */
    public Builder resolver(HostResolver resolver) {
      this.resolver = Objects.requireNonNull(resolver, "resolver");
      return this;
    }

    /**
     * The proxy that every webhook leaves through. Addresses behind host names are then the proxy's
     * to judge, no longer the URL policy's; {@link EgressProxy} says what remains. Default: none.
     * The proxies of the system's properties are never used.
     */
    public Builder egressProxy(EgressProxy egressProxy) {
      this.egressProxy = Objects.requireNonNull(egressProxy, "egressProxy");
      return this;
    }

    /**
     * Whom to trust with certificates, for endpoints behind a private authority. Default: the JDK's
     * trust store.
     *
     * <p>Of a trust manager that the JDK's {@code TrustManagerFactory} made, the authorities are
     * taken. The library judges by itself then, out of what the endpoint sent: it fetches no
     * issuer, no revocation list and no OCSP answer, whatever the JVM's properties say, and so does
     * not check revocation.
     *
     * <p>A class of your own takes over the whole judgement but for the host's name, and with it
     * this: a certificate is a stranger's text, and a URL in it may lead into your network. What
     * your class, or a trust manager that it hands on to, requests from there is past the URL
     * policy, the egress proxy and the timeout.
     */
    public Builder trust(X509TrustManager trust) {
      this.trust = Objects.requireNonNull(trust, "trust");
      return this;
    }

    /**
     * Tells the time of events and attempts, and so of Standard Webhooks' signatures, and when the
     * overlap of a key rotation ends. When a delivery is due is told by the store's clock. Default:
     * the system's.
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * How long one POST may take, name look-up and response included; at most 5 minutes, for a
     * hanging endpoint keeps its places for as long. Default: 10 s.
     *
     * @throws IllegalArgumentException unless it is from 1 ms to 5 minutes
     */
    public Builder timeout(Duration timeout) {
      dispatch.timeout(timeout);
      return this;
    }

    /**
     * How long a claimed delivery is this node's, and so how long the deliveries of a node that
     * died wait until another sends them. It covers the wait for a thread, the POST and the storing
     * of its outcome; an outcome that can't be stored until then is given up, and the delivery is
     * sent again. At least a second longer than the {@link #timeout}, and at most an hour, for
     * nobody sends a dead node's deliveries before. Default: 20 s longer.
     *
     * @throws IllegalArgumentException unless it is from 1 ms to an hour
     */
    public Builder lease(Duration lease) {
      dispatch.lease(lease);
      return this;
    }

    /**
     * How long the dispatcher sleeps at most when it knows of nothing due; at most an hour, for
     * what another node published waits as long. Default: 1 s.
     *
     * @throws IllegalArgumentException unless it is from 1 ms to an hour
     */
    public Builder pollInterval(Duration pollInterval) {
      dispatch.pollInterval(pollInterval);
      return this;
    }

    /**
     * How long stopping and closing wait for what is being sent; at most 10 minutes, for whoever
     * stops a process waits with it. Default: 15 s.
     *
     * @throws IllegalArgumentException unless it is from 1 ms to 10 minutes
     */
    public Builder drainTimeout(Duration drainTimeout) {
      dispatch.drainTimeout(drainTimeout);
      return this;
    }

    /**
     * How many deliveries this node sends at a time; at most 16,384, for each takes a connection
     * and, before Java 21, a platform thread. It is a bound: there are only as many threads as pay
     * off. A workspace that is alone has three quarters of it. Default: 256.
     *
     * @throws IllegalArgumentException unless it is from 1 to 16,384
     */
    public Builder maxInFlight(int maxInFlight) {
      dispatch.maxInFlight(maxInFlight);
      return this;
    }

    /**
     * How many of them to one webhook; fewer where it shares its workspace's places with others, so
     * that endpoints that hang leave room for them. At most 16,384, as there is no room for more.
     * Default: 32.
     *
     * @throws IllegalArgumentException unless it is from 1 to 16,384
     */
    public Builder maxInFlightPerWebhook(int maxInFlightPerWebhook) {
      dispatch.maxInFlightPerWebhook(maxInFlightPerWebhook);
      return this;
    }

    /**
     * What runs the workers that send, of this instance alone: each for as long as there is work,
     * at once and whatever the number of those that run already, which is never more than {@link
     * #maxInFlight}. It is not closed. Default: a virtual thread each where the JDK has them, from
     * 21 on, else a platform thread.
     */
    public Builder workers(Executor executor) {
      this.workers = Objects.requireNonNull(executor, "workers");
      return this;
    }

    /**
     * The longest event body, in bytes; at most 16 MiB, for one is in memory three times while it
     * is sent, and must fit into a packet of the database. Default: 256 KiB.
     *
     * @throws IllegalArgumentException unless it is from 1 to 16 MiB
     */
    public Builder maxEventBytes(int maxEventBytes) {
      this.maxEventBytes = Bounds.between("maxEventBytes", MAX_EVENT_BYTES, maxEventBytes);
      return this;
    }

    /**
     * Checks the settings and puts the parts together. Nothing runs yet.
     *
     * @throws IllegalArgumentException naming the setting that is refused
     */
    public Webhooks build() {
      Surroundings real = Surroundings.real();
      return build(workers == null ? real : real.withWorkers(workers));
    }

    /**
     * As {@link #build()}, in surroundings of the caller's. For {@code webhooks-testing} alone: no
     * other module can name their type.
     *
     * @hidden
     */
    @SuppressWarnings("InvalidBlockTag") // Javadoc knows it, and leaves the method out
    public Webhooks build(Surroundings surroundings) {
      return new Webhooks(new Parts(this, dispatch.build(), surroundings));
    }
  }
}
