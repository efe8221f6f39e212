package dev.webhooks;

import dev.webhooks.internal.dispatch.DispatchSettings;
import dev.webhooks.internal.dispatch.Endpoints;
import dev.webhooks.internal.dispatch.Engine;
import dev.webhooks.internal.dispatch.Policies;
import dev.webhooks.internal.dispatch.SafeListener;
import dev.webhooks.internal.dispatch.Surroundings;
import dev.webhooks.internal.http.HttpSettings;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.json.EventJson;
import dev.webhooks.internal.observe.ObservedSender;
import dev.webhooks.internal.observe.ObservedStore;
import dev.webhooks.internal.observe.ObservedUrlPolicy;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.internal.process.HeapShare;
import dev.webhooks.internal.publish.EventWriter;
import dev.webhooks.internal.publish.SubscriptionCache;
import dev.webhooks.internal.registry.Disabling;
import dev.webhooks.internal.registry.Enabling;
import dev.webhooks.internal.registry.FreshStart;
import dev.webhooks.internal.registry.Handshake;
import dev.webhooks.internal.registry.HandshakeGate;
import dev.webhooks.internal.registry.SettingsRules;
import dev.webhooks.internal.registry.UrlVerification;
import dev.webhooks.internal.registry.WebhookChanges;
import dev.webhooks.internal.secrets.KeyVault;
import dev.webhooks.internal.wire.Ids;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;

/**
 * The parts of one {@link Webhooks}, put together: who knows whom is to be read here.
 *
 * <p>Thread safe.
 */
final class Parts implements AutoCloseable {
  private static final int MAX_RESPONSE_BYTES = 4096;

  /**
   * Four for each place: no webhook may use another's, so at any moment most of what is kept waits
   * for its own, for three seconds. A node that runs out of descriptors keeps half as many.
   */
  private static final long MAX_IDLE_CONNECTIONS = 4_096;

  final WebhookRegistry registry;
  final EventPublisher publisher;
  final Dispatcher dispatcher;
  final DeliveryLog deliveryLog;
  final WebhookStats stats;
  private final Sender sender;

  /** Nothing runs yet. Listeners are asked for, and told what changes from then on. */
  Parts(Webhooks.Builder settings, DispatchSettings sending, Surroundings surroundings) {
    Observers observers = Observers.of(settings.observers);
    Store store = ObservedStore.of(settings.store, observers);
    UrlPolicy urlPolicy = ObservedUrlPolicy.of(settings.urlPolicy, observers);
    Clock clock = settings.clock;
    SecureRandom random = surroundings.random();
    Ids ids = new Ids(clock, random);
    WireHeaders headers = new WireHeaders(settings.brand);
    KeyVault secrets = new KeyVault(settings.cipher, random);
    KeyVault keys = secrets.telling(surroundings.nanoClock());
    SafeListener listener = new SafeListener();
    this.sender =
        ObservedSender.of(surroundings.network().apply(http(settings, sending)), observers);
    Engine engine =
        new Engine(
            store,
            new Endpoints(store, secrets, settings.urlPolicy, clock),
            sender,
            headers,
            new Policies(settings.retryPolicy, settings.health, observers),
            listener,
            news -> new Disabling(store, new WebhookChanges(store, news, webhook -> {}, () -> {})),
            clock,
            sending,
            surroundings);
    this.dispatcher = new Dispatcher(engine);
    FreshStart freshStart = new FreshStart(store, engine::changed);
    WebhookChanges changes =
        new WebhookChanges(store, listener::onStatusChange, freshStart, engine::wakeUp);
    HandshakeGate gate = new HandshakeGate(surroundings.nanoClock());
    UrlVerification proof =
        new UrlVerification(
            urlPolicy, keys, new Handshake(sender, headers, ids, clock, random), clock);
    this.registry =
        new WebhookRegistry(
            store,
            changes,
            settings.quota,
            new SettingsRules(urlPolicy, settings.catalog, headers, keys),
            keys,
            proof,
            gate,
            new Enabling(store, changes, proof, gate, freshStart),
            ids,
            clock);
    this.publisher =
        new EventPublisher(
            store,
            new EventWriter(
                settings.catalog, new EventJson(settings.maxEventBytes, settings.json), ids, clock),
            new SubscriptionCache(HeapShare.ofCache()),
            engine,
            observers,
            Runnable::run);
    this.deliveryLog = new DeliveryLog(store, store, dispatcher::wakeUp);
    this.stats = new WebhookStats(store, clock);
    observers.attached(engine);
    try {
      listener.tell(
          settings.listeners.stream()
              .map(made -> Objects.requireNonNull(made.apply(registry), "listener"))
              .filter(made -> made != WebhookListener.none())
              .toList());
    } catch (RuntimeException | Error e) {
      close(); // nobody else can: there will be no instance
      throw e;
    }
  }

  private static HttpSettings http(Webhooks.Builder settings, DispatchSettings sending) {
    return new HttpSettings(
        sending.timeout(),
        settings.urlPolicy::allows,
        settings.resolver,
        settings.egressProxy,
        settings.trust,
        MAX_RESPONSE_BYTES,
        (int) Math.min(MAX_IDLE_CONNECTIONS, 4L * sending.maxInFlight()));
  }

  @Override
  public void close() {
    dispatcher.close();
    sender.close();
  }
}
