package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries that are published on this node straight to its own workers: they are stored as
 * claimed, and handed over once that is committed. It saves a claim and the wait for it. What is
 * never handed over, because the transaction was rolled back or this node died, was never stored,
 * or is due when its lease ends.
 *
 * <p>Of one publishing; not thread safe.
 */
public final class Handover {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);

  private final @Nullable Gate gate;
  private final @Nullable Intake intake;
  private final Duration lease;
  private final long leaseEnd;
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<String, Integer> left = new HashMap<>();
  private boolean leftOut;

  /**
   * @param leaseEnd by the engine's clock of nanoseconds, as if all were stored now
   */
  Handover(Gate gate, Intake intake, Duration lease, long leaseEnd) {
    this.gate = gate;
    this.intake = intake;
    this.lease = lease;
    this.leaseEnd = leaseEnd;
  }

  private Handover() {
    this.gate = null;
    this.intake = null;
    this.lease = Duration.ZERO;
    this.leaseEnd = 0;
  }

  /** One that takes nothing: all goes the way of claims. */
  public static Handover none() {
    return new Handover();
  }

  /** How long what it takes is leased. */
  public Duration lease() {
    return lease;
  }

  /** Whether it takes one more delivery, of this webhook as the publisher knows it. */
  public boolean takes(Webhook webhook) {
    if (gate == null || !hasRoom(gate, webhook.workspace()) || !gate.admits(webhook)) {
      leftOut = true;
      return false;
    }
    left.merge(webhook.workspace(), -1, Integer::sum);
    versions.put(webhook.id(), webhook.version());
    return true;
  }

  private boolean hasRoom(Gate gate, String workspace) {
    return left.computeIfAbsent(workspace, gate::roomForPublished) > 0;
  }

  /** Whether something must be claimed to be sent. */
  public boolean leftSomething() {
    return leftOut;
  }

  /**
   * Hands over what it took, after the commit. Never throws: what is stored is stored.
   *
   * @param published the store's answers, one for each event
   */
  public void committed(List<NewEvent> events, List<PublishedEvent> published) {
    if (intake == null || gate == null || versions.isEmpty()) {
      return;
    }
    try {
      List<ClaimedDelivery> claims = new ArrayList<>(versions.size());
      for (int i = 0; i < events.size(); i++) {
        if (!published.get(i).duplicate()) {
          addClaims(events.get(i), published.get(i), claims);
        }
      }
      intake.acceptPublished(claims, leaseEnd, gate.roomForPromised());
    } catch (RuntimeException | Error e) {
      SafeLog.line(
          () -> log.debug("What was published is sent a little later: {}", LogReason.of(e)));
    }
  }

  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  private void addClaims(NewEvent event, PublishedEvent published, List<ClaimedDelivery> claims) {
    for (NewDelivery delivery : event.deliveries()) {
      if (delivery.leased()) {
        DeliveryReference reference =
            DeliveryReference.builder(delivery.id())
                .event(event.id(), event.type())
                .workspace(event.workspace())
                .account(event.account())
                .webhookId(delivery.webhookId())
                .createdAt(published.createdAt())
                .test(event.test())
                .build();
        claims.add(
            ClaimedDelivery.builder(reference, NewDelivery.FIRST_TOKEN)
                .body(event.body())
                .webhookVersion(versions.getOrDefault(delivery.webhookId(), 0L))
                .traceparent(event.traceparent())
                .build());
      }
    }
  }
}
