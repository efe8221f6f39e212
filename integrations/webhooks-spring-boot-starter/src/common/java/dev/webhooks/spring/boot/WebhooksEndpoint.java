package dev.webhooks.spring.boot;

import dev.webhooks.Dispatcher;
import dev.webhooks.Webhooks;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/webhooks}, for whoever runs the host: how this node sends, what waits in all
 * workspaces and who is unwell; one webhook, by its workspace and id; and, by a {@code POST} to
 * that with an {@link Action}, what brings it back. It shows of a URL no more than scheme and host.
 *
 * <p>Thread safe.
 */
@Endpoint(id = "webhooks")
public final class WebhooksEndpoint {
  /** More than a person reads; {@code stats().unwell} has them all. */
  private static final int MOST_UNWELL = 100;

  private final Webhooks webhooks;

  /**
   * @param webhooks what it tells of
   */
  public WebhooksEndpoint(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** What is done to a webhook. */
  public enum Action {
    /** Lets a disabled webhook receive again, what was held included. */
    ENABLE,
    /** Sends the failed deliveries again that were created between two instants. */
    RECOVER
  }

  /**
   * All webhooks in short.
   *
   * @param dispatcher how this node sends
   * @param waiting what waits in all workspaces together
   * @param unwell the first hundred webhooks that are not well
   */
  public record Summary(Node dispatcher, WaitingDeliveries waiting, List<Unwell> unwell) {}

  /**
   * This node.
   *
   * @param running whether it sends
   * @param inFlight how many deliveries it has claimed
   * @param lastClaimedAt when the database last answered a claim; null for never
   * @param pauseReason why it sends nothing, or less than it could; null when it works
   * @param unreportedOutcomes how many outcomes listeners are yet to be told
   * @param droppedOutcomes how many they were never told
   */
  public record Node(
      boolean running,
      int inFlight,
      @Nullable Instant lastClaimedAt,
      @Nullable String pauseReason,
      int unreportedOutcomes,
      long droppedOutcomes) {}

  /**
   * A webhook that is not well.
   *
   * @param workspace whose it is
   * @param id its id
   * @param health how its endpoint is
   * @param blockedUntil until when it gets nothing; null when it gets something
   * @param failingSince since when its attempts did nothing but fail; null when they don't
   */
  public record Unwell(
      String workspace,
      String id,
      HealthState health,
      @Nullable Instant blockedUntil,
      @Nullable Instant failingSince) {
    static Unwell of(UnwellWebhook webhook) {
      WebhookHealth health = webhook.health();
      return new Unwell(
          webhook.workspace(),
          webhook.webhookId(),
          health.state(),
          health.blockedUntil(),
          health.failingSince());
    }
  }

  /**
   * One webhook.
   *
   * @param name what its owner calls it
   * @param endpoint its URL's scheme and host
   * @param status whether it may receive
   * @param statusReason why not; null when it may
   * @param createdAt when it was registered
   * @param condition its health, what waits for it, and what its attempts came to
   */
  public record Report(
      String name,
      String endpoint,
      WebhookStatus status,
      @Nullable String statusReason,
      Instant createdAt,
      WebhookCondition condition) {}

  /**
   * What an action came to.
   *
   * @param status the webhook's status now
   * @param recovered how many deliveries are sent again
   */
  public record Outcome(WebhookStatus status, int recovered) {}

  /** All webhooks in short. */
  @ReadOperation
  public Summary summary() {
    Dispatcher dispatcher = webhooks.dispatcher();
    return new Summary(
        new Node(
            dispatcher.isRunning(),
            dispatcher.inFlight(),
            dispatcher.lastClaimedAt().orElse(null),
            dispatcher.pauseReason().orElse(null),
            dispatcher.unreportedOutcomes(),
            dispatcher.droppedOutcomes()),
        webhooks.stats().waitingInAllWorkspaces(),
        webhooks.stats().unwell(null, MOST_UNWELL).stream().map(Unwell::of).toList());
  }

  /** One webhook; null, which is answered with 404, when its workspace has none of that id. */
  @ReadOperation
  public @Nullable Report webhook(@Selector String workspace, @Selector String id) {
    return webhooks.registry().find(workspace, id).map(this::report).orElse(null);
  }

  private Report report(Webhook webhook) {
    WebhookCondition condition =
        webhooks
            .stats()
            .conditions(webhook.workspace(), List.of(webhook.id()))
            .values()
            .iterator()
            .next();
    return new Report(
        webhook.name(),
        endpoint(webhook.url()),
        webhook.status(),
        webhook.statusReason(),
        webhook.createdAt(),
        condition);
  }

  private static String endpoint(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null) {
        return uri.getScheme() + "://" + uri.getHost();
      }
    } catch (URISyntaxException e) {
      // The exception would repeat the whole URL.
    }
    return url.startsWith("https:") ? "https://…" : "http://…"; // none that the JDK can read
  }

  /**
   * Brings a webhook back.
   *
   * @param from of deliveries to recover, only those created at this instant or later; all if not
   *     given
   * @param until of deliveries to recover, only those created before this instant; all if not given
   * @return null, which is answered with 404, when its workspace has none of that id
   */
  @WriteOperation
  @SuppressWarnings(
      "deprecation") // Boot 3 knows no other way to say that a parameter may be absent
  public @Nullable Outcome change(
      @Selector String workspace,
      @Selector String id,
      @Selector Action action,
      @org.springframework.lang.Nullable Instant from,
      @org.springframework.lang.Nullable Instant until) {
    try {
      int recovered = 0;
      switch (action) {
        case ENABLE -> webhooks.registry().enable(workspace, id);
        case RECOVER ->
            recovered =
                webhooks
                    .deliveryLog()
                    .recover(
                        workspace,
                        id,
                        from == null ? Instant.EPOCH : from,
                        until == null ? Instant.now() : until);
      }
      int sentAgain = recovered;
      return webhooks
          .registry()
          .find(workspace, id)
          .map(webhook -> new Outcome(webhook.status(), sentAgain))
          .orElse(null);
    } catch (NotFoundException e) {
      return null;
    }
  }
}
