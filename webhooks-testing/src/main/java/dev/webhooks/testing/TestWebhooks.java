package dev.webhooks.testing;

import static java.util.Objects.requireNonNull;

import dev.webhooks.Webhooks;
import dev.webhooks.internal.dispatch.Steps;
import dev.webhooks.internal.dispatch.Surroundings;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.testing.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AssertProvider;

/**
 * The library in a test: the real registry, publisher, dispatcher and delivery log, in memory, on a
 * clock that the test sets, with endpoints that answer as the test says. No thread, no socket, no
 * database, no waiting.
 *
 * <pre>{@code
 * TestWebhooks webhooks = TestWebhooks.create();
 * Webhook crm = webhooks.activeWebhook("acme", "order.placed");
 * webhooks.answer(crm).with(503, 503, 200);
 *
 * new Orders(webhooks.webhooks().publisher()).place(order);
 * webhooks.advance(Duration.ofMinutes(1));
 *
 * assertThat(webhooks).delivered("order.placed").to(crm).onAttempt(3);
 * }</pre>
 *
 * <p>Nothing is sent but by {@link #sendDue()} and {@link #advance}, on the caller's thread;
 * whether the {@link Webhooks#dispatcher() dispatcher} was started does not matter. A POST takes no
 * time on the clock. What happens is the same each time: one seed, one trace.
 *
 * <p>Code under test may use {@link #webhooks()} from any thread. The methods of this class are for
 * one thread, the test's.
 */
public final class TestWebhooks implements AutoCloseable, AssertProvider<TestWebhooksAssert> {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock;
  private final ScriptedNetwork network;
  private final InMemoryStore store;
  private final Webhooks webhooks;
  private final Steps steps;
  private final EventJournal journal = new EventJournal();
  private final Map<String, ApiKey> apiKeys = new HashMap<>();

  private TestWebhooks(Builder builder) {
    this.clock = SettableClock.at(builder.start);
    this.network = new ScriptedNetwork(clock);
    this.store = InMemoryStore.builder().clock(clock).onEvent(journal::add).build();
    SeededRandom random = new SeededRandom(builder.seed);
    byte[] masterKey = new byte[32];
    random.nextBytes(masterKey);
    Webhooks.Builder settings = Webhooks.builder(store, AesGcmCipher.of("test", masterKey));
    settings.health(HealthPolicy.builder().random(new SeededRandom(builder.seed)).build());
    builder.settings.accept(settings);
    List<Steps> engine = new ArrayList<>();
    this.webhooks =
        settings
            .clock(clock)
            .build(
                new Surroundings(network::sender, random, this::nanos, Runnable::run, engine::add));
    this.steps = engine.get(0);
  }

  /** With the library's default settings, and a clock that begins on 1 January 2026. */
  public static TestWebhooks create() {
    return builder().build();
  }

  /** Begins with everything at its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** The real thing, to be handed to the code under test. */
  public Webhooks webhooks() {
    return webhooks;
  }

  /** Its store: {@link InMemoryStore#begin()} begins a transaction to publish in. */
  public InMemoryStore store() {
    return store;
  }

  /**
   * The clock of the library and the store; the code under test may share it. To set it sends
   * nothing: {@link #advance} does both.
   */
  public SettableClock clock() {
    return clock;
  }

  /**
   * Registers a webhook that has proved itself, at a URL of its own.
   *
   * @param eventTypes those that it wants; none for all
   */
  public Webhook activeWebhook(String workspace, String... eventTypes) {
    int number = apiKeys.size() + 1;
    return activeWebhook(
        workspace,
        WebhookSettings.builder()
            .name("Webhook " + number)
            .url("https://webhook-" + number + ".example.com/")
            .eventTypes(List.of(eventTypes))
            .build());
  }

  /**
   * Registers a webhook that has proved itself.
   *
   * @throws InvalidInputException when a setting is refused, as the registry says
   * @throws IllegalStateException when handshakes are refused
   */
  public Webhook activeWebhook(String workspace, WebhookSettings settings) {
    RegisteredWebhook registered = webhooks.registry().register(workspace, settings);
    if (!registered.verification().verified()) {
      throw new IllegalStateException(
          "the webhook did not prove itself: " + registered.verification().detail());
    }
    apiKeys.put(registered.webhook().id(), registered.apiKey());
    return registered.webhook();
  }

  /**
   * The API key of a webhook that {@link #activeWebhook} made, as it was made.
   *
   * @throws IllegalArgumentException when something else registered it: then the registry handed
   *     the key out
   */
  public ApiKey apiKey(Webhook webhook) {
    ApiKey key = apiKeys.get(webhook.id());
    if (key == null) {
      throw new IllegalArgumentException("webhook " + webhook.id() + " was registered elsewhere");
    }
    return key;
  }

  /** Says how the webhook's endpoint answers. */
  public AnswerScript answer(Webhook webhook) {
    return network.scriptOf(webhook.id());
  }

  /** Has every handshake answered so from now on, instead of with what proves the URL. */
  public void refuseHandshakes(Answer answer) {
    network.answerHandshakes(requireNonNull(answer, "answer"));
  }

  /** Has every URL prove itself from now on, as in the beginning. */
  public void acceptHandshakes() {
    network.answerHandshakes(null);
  }

  /** Sends what is due at this moment. What fails is due again later. */
  public void sendDue() {
    try {
      steps.sendDue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  /**
   * Lets time pass, and sends what becomes due at the very moment that it does: days of retries
   * take as long as the requests themselves. Webhooks that are not well are reviewed each minute.
   *
   * @param duration not negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time can't go back: " + duration);
    }
    Instant end = clock.instant().plus(duration);
    sendDue();
    while (clock.instant().isBefore(end)) {
      clock.advance(steps.untilNext(Duration.between(clock.instant(), end)));
      sendDue();
    }
  }

  /**
   * The events that were published so far, in their order: all that are stored and committed, and
   * of those with one idempotency key the first.
   */
  public List<RecordedEvent> published() {
    return journal.events();
  }

  /** The requests that all endpoints received so far, in the order in which they were sent. */
  public List<RecordedRequest> requests() {
    return network.requests();
  }

  /** The requests that the webhook's endpoint received so far. */
  public List<RecordedRequest> requests(Webhook webhook) {
    return requests().stream().filter(request -> request.webhookId().equals(webhook.id())).toList();
  }

  /** The delivery that a request belongs to, with all its attempts. */
  public DeliveryDetail delivery(RecordedRequest request) {
    String id = request.deliveryId();
    return store.findDelivery(journal.workspaceOf(id), id).orElseThrow();
  }

  /** The last request of each delivery that was given up. */
  List<RecordedRequest> lastOfGivenUp() {
    return requests().stream().filter(this::isLastOfGivenUp).toList();
  }

  private boolean isLastOfGivenUp(RecordedRequest request) {
    DeliveryDetail detail = delivery(request);
    return detail.delivery().state() == DeliveryState.FAILED
        && detail.delivery().attempts() == request.attempt();
  }

  /** For AssertJ's {@code assertThat}. */
  @Override
  public TestWebhooksAssert assertThat() {
    return new TestWebhooksAssert(this);
  }

  /** Closes the library. Tests need not: it holds no thread and no connection. */
  @Override
  public void close() {
    webhooks.close();
  }

  private long nanos() {
    return Duration.between(START, clock.instant()).toNanos();
  }

  /** Collects what differs from the default. Not thread safe. */
  public static final class Builder {
    private long seed;
    private Instant start = START;
    private Consumer<Webhooks.Builder> settings = builder -> {};

    private Builder() {}

    /** What ids and keys are made from: the same seed, the same trace. Default: 0. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** What the clock shows in the beginning. Default: 1 January 2026, midnight in UTC. */
    public Builder startingAt(Instant start) {
      this.start = requireNonNull(start, "start");
      return this;
    }

    /**
     * The library's settings, best those of the application itself. The clock, the network and the
     * threads are the test's whatever they say. A retry policy with jitter, and a health policy,
     * take their random numbers from a generator with a seed, if the trace shall stay the same.
     */
    public Builder settings(Consumer<Webhooks.Builder> settings) {
      this.settings = requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Puts the parts together.
     *
     * @throws IllegalArgumentException naming the setting that is refused
     */
    public TestWebhooks build() {
      return new TestWebhooks(this);
    }
  }
}
