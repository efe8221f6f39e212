package dev.webhooks.internal.registry;

import static dev.webhooks.model.WebhookStatus.ACTIVE;
import static dev.webhooks.model.WebhookStatus.DISABLED;
import static dev.webhooks.model.WebhookStatus.UNVERIFIED;

import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.Verification;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoredWebhook;

/**
 * Lets disabled webhooks receive again: a URL that proved itself once and has not since must do so
 * first, and what was held comes slowly, or not at all.
 *
 * <p>Thread safe. Blocks as {@link Handshake} does.
 */
public final class Enabling {
  private static final int DROP_BATCH = 1_000;

  private final Store store;
  private final WebhookChanges webhooks;
  private final UrlVerification proof;
  private final HandshakeGate gate;
  private final FreshStart freshStart;

  public Enabling(
      Store store,
      WebhookChanges webhooks,
      UrlVerification proof,
      HandshakeGate gate,
      FreshStart freshStart) {
    this.store = store;
    this.webhooks = webhooks;
    this.proof = proof;
    this.gate = gate;
    this.freshStart = freshStart;
  }

  /** Enables it; one whose URL does not prove itself stays disabled, and says why. */
  public Webhook enable(String workspace, String id, HeldDeliveries held) {
    Webhook webhook = webhooks.require(workspace, id).webhook();
    if (webhook.status() != DISABLED) {
      return webhook;
    }
    if (mustProveItself(webhook)) {
      webhook = gate.pass(workspace, () -> proven(workspace, id));
    }
    return mayBeEnabled(webhook) ? enableNow(webhook, held) : webhook;
  }

  private static boolean mustProveItself(Webhook webhook) {
    return webhook.verifiedAt() != null && !webhook.verified();
  }

  private static boolean mayBeEnabled(Webhook webhook) {
    return webhook.status() == DISABLED && !mustProveItself(webhook);
  }

  private Webhook proven(String workspace, String id) {
    StoredWebhook asked = webhooks.require(workspace, id); // as it is when its turn comes
    if (asked.webhook().status() != DISABLED || !mustProveItself(asked.webhook())) {
      return asked.webhook();
    }
    Verification verification = proof.ask(asked).orElseThrow(UrlVerification::notMade);
    return webhooks.change(
        workspace,
        id,
        webhook -> {
          Webhook judged = proof.judge(webhook, asked.webhook(), verification);
          boolean failed = judged.status() == DISABLED && mustProveItself(judged);
          return failed && !verification.verified()
              ? judged.toBuilder().status(DISABLED, UrlVerification.failed(verification)).build()
              : judged;
        });
  }

  private Webhook enableNow(Webhook webhook, HeldDeliveries held) {
    String workspace = webhook.workspace();
    String id = webhook.id();
    if (held == HeldDeliveries.DROP) {
      dropHeld(workspace, id);
      Webhook present = webhooks.require(workspace, id).webhook();
      if (!mayBeEnabled(present)) {
        return present; // somebody else has decided what becomes of it
      }
    }
    freshStart.begin(workspace, id, held == HeldDeliveries.RESUME && isAnythingHeld(workspace, id));
    return webhooks.change(
        workspace,
        id,
        found -> {
          if (!mayBeEnabled(found)) {
            return found;
          }
          return found.verified()
              ? found.toBuilder().status(ACTIVE, null).build()
              : found.toBuilder().status(UNVERIFIED, UrlVerification.MISSING).build();
        });
  }

  /** As long as it is disabled, and may be enabled: what a webhook is to get is never dropped. */
  private void dropHeld(String workspace, String id) {
    int dropped;
    do {
      Webhook present = webhooks.require(workspace, id).webhook();
      dropped = mayBeEnabled(present) ? store.dropWaiting(workspace, id, DROP_BATCH) : 0;
    } while (dropped == DROP_BATCH);
  }

  private boolean isAnythingHeld(String workspace, String id) {
    DeliveryPage held =
        store.query(
            DeliveryQuery.builder(workspace)
                .webhookId(id)
                .state(DeliveryState.HELD)
                .limit(1)
                .build());
    return !held.deliveries().isEmpty() || held.nextCursor() != null;
  }
}
