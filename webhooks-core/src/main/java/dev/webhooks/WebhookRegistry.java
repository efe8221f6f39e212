package dev.webhooks;

import static dev.webhooks.model.WebhookStatus.ACTIVE;
import static dev.webhooks.model.WebhookStatus.DISABLED;
import static dev.webhooks.model.WebhookStatus.UNVERIFIED;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NewWebhook;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.QuotaExceededException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.RotatedKey;
import dev.webhooks.model.Verification;
import dev.webhooks.model.VerifiedWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookChange;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Registers webhooks and looks after them. Every change is stored when its method returns, and
 * holds for the next event and the next attempt, on whatever node.
 *
 * <p>Methods that take a workspace and an id throw {@link NotFoundException} when that workspace
 * has no such webhook. All methods throw {@link StoreException} when the store fails. Thread safe.
 */
public final class WebhookRegistry {
  private static final String NOT_VERIFIED = "the URL has not been verified yet";

  private final WebhookStore store;
  private final WebhookQuota quota;
  private final EventCatalog catalog;
  private final UrlPolicy urlPolicy;
  private final SigningKeys keys;
  private final Handshake handshake;
  private final Ids ids;
  private final Clock clock;
  private final WebhookListener listener;
  private final Runnable onActivation;

  WebhookRegistry(
      WebhookStore store,
      WebhookQuota quota,
      EventCatalog catalog,
      UrlPolicy urlPolicy,
      SigningKeys keys,
      Handshake handshake,
      Ids ids,
      Clock clock,
      WebhookListener listener,
      Runnable onActivation) {
    this.store = store;
    this.quota = quota;
    this.catalog = catalog;
    this.urlPolicy = urlPolicy;
    this.keys = keys;
    this.handshake = handshake;
    this.ids = ids;
    this.clock = clock;
    this.listener = listener;
    this.onActivation = onActivation;
  }

  /**
   * Registers a URL and has it prove itself. Blocks for as long as the endpoint takes to answer, at
   * most the timeout of a delivery. When the URL does not prove itself the webhook is registered
   * all the same, unverified, and says why.
   *
   * @return the webhook, how the handshake went, and the API key, which is never handed out again
   * @throws InvalidInputException when a part is refused; nothing is saved
   * @throws QuotaExceededException when the workspace holds all the webhooks that it may; nothing
   *     is saved
   */
  public RegisteredWebhook register(NewWebhook request) {
    urlPolicy.check(request.url());
    checkEventTypes(request.eventTypes());
    ApiKey key = keys.generate();
    StoredWebhook added = keys.seal(newWebhook(request, key), key);
    int limit = quota.limit(request.workspace());
    if (limit < 1 || !store.insert(added, limit)) {
      throw new QuotaExceededException(request.workspace(), Math.max(limit, 0));
    }
    listener.onStatusChange(added.webhook(), null);
    VerifiedWebhook verified = verify(added);
    return new RegisteredWebhook(verified.webhook(), verified.verification(), key);
  }

  /**
   * Has the URL prove itself, now. A webhook that was unverified becomes active when it does; one
   * that was active becomes unverified when it does not; a disabled one stays disabled. Blocks like
   * {@link #register}.
   *
   * @throws SecretCipherException when the webhook's signing secret can't be read
   */
  public VerifiedWebhook verify(String workspace, String id) {
    return verify(require(workspace, id));
  }

  /**
   * Lets a disabled webhook receive again, what was held included; it is unverified if its URL
   * never proved itself.
   */
  public Webhook enable(String workspace, String id) {
    return change(
        workspace,
        id,
        webhook -> {
          if (webhook.status() != DISABLED) {
            return webhook;
          }
          return webhook.verified()
              ? webhook.toBuilder().status(ACTIVE, null).build()
              : webhook.toBuilder().status(UNVERIFIED, NOT_VERIFIED).build();
        });
  }

  /**
   * Stops sending to the webhook. Nothing is lost: its deliveries, and those of events to come, are
   * held.
   */
  public Webhook disable(String workspace, String id) {
    return disable(workspace, id, "disabled by its owner");
  }

  /**
   * Stops sending to the webhook, as {@link #disable(String, String)} does, for a reason of the
   * host's.
   *
   * @param reason why, for people to read
   */
  public Webhook disable(String workspace, String id, String reason) {
    return change(
        workspace,
        id,
        webhook ->
            webhook.status() == DISABLED
                ? webhook
                : webhook.toBuilder().status(DISABLED, reason).build());
  }

  /**
   * Changes a webhook. A new URL must prove itself: unless the webhook is disabled, this blocks
   * like {@link #register}, and the webhook is active or unverified afterwards. Until then its
   * deliveries are held.
   *
   * @throws InvalidInputException when a part is refused; nothing is changed
   */
  public Webhook update(String workspace, String id, WebhookChange change) {
    if (change.url() != null) {
      urlPolicy.check(change.url());
    }
    if (change.eventTypes() != null) {
      checkEventTypes(change.eventTypes());
    }
    Webhook changed =
        change(workspace, id, webhook -> withNewUrlUnproven(webhook, change.applyTo(webhook)));
    boolean mustProveItself = change.url() != null && changed.status() == UNVERIFIED;
    return mustProveItself ? verify(workspace, id).webhook() : changed;
  }

  /**
   * Gives the webhook a new API key. The next attempt is signed with it, retries of earlier
   * deliveries included; the former key signs nothing more.
   *
   * @return the webhook and its new API key, which is never handed out again
   */
  public RotatedKey rotateKey(String workspace, String id) {
    ApiKey key = keys.generate();
    Webhook rotated =
        replace(
            workspace,
            id,
            stored -> keys.seal(stored.webhook().toBuilder().keyHint(key.hint()).build(), key));
    return new RotatedKey(rotated, key);
  }

  /**
   * Removes a webhook for good. What was on its way to it is cancelled; what was delivered stays in
   * the log.
   */
  public void delete(String workspace, String id) {
    if (!store.delete(workspace, id)) {
      throw NotFoundException.webhook(workspace, id);
    }
  }

  /** The workspace's webhook with this id. */
  public Optional<Webhook> find(String workspace, String id) {
    return store.findWebhook(workspace, id).map(StoredWebhook::webhook);
  }

  /** The workspace's webhooks, oldest first. */
  public List<Webhook> list(String workspace) {
    return store.list(workspace);
  }

  private Webhook newWebhook(NewWebhook request, ApiKey key) {
    return new Webhook(
        ids.webhook(),
        request.workspace(),
        request.name(),
        request.url(),
        request.accounts(),
        request.eventTypes(),
        UNVERIFIED,
        NOT_VERIFIED,
        key.hint(),
        clock.instant(),
        false,
        null,
        0);
  }

  private void checkEventTypes(List<String> eventTypes) {
    eventTypes.forEach(type -> catalog.check("eventTypes", type));
  }

  private static Webhook withNewUrlUnproven(Webhook before, Webhook after) {
    if (after.url().equals(before.url())) {
      return after;
    }
    Webhook.Builder unproven = after.toBuilder().unverified();
    if (before.status() != DISABLED) {
      unproven.status(UNVERIFIED, NOT_VERIFIED);
    }
    return unproven.build();
  }

  private VerifiedWebhook verify(StoredWebhook stored) {
    Webhook asked = stored.webhook();
    Verification verification = handshake.with(asked, keys.signer(stored));
    Webhook verified =
        change(
            asked.workspace(), asked.id(), webhook -> judged(webhook, asked.url(), verification));
    return new VerifiedWebhook(verified, verification);
  }

  /**
   * The webhook after a handshake with {@code url}, which says nothing about a URL that took its
   * place meanwhile.
   */
  private Webhook judged(Webhook webhook, String url, Verification verification) {
    if (!webhook.url().equals(url)) {
      return webhook;
    }
    Webhook.Builder judged = webhook.toBuilder();
    if (verification.verified()) {
      judged.verifiedAt(clock.instant());
    } else {
      judged.unverified();
    }
    if (webhook.status() == DISABLED) {
      return judged.build();
    }
    return verification.verified()
        ? judged.status(ACTIVE, null).build()
        : judged.status(UNVERIFIED, "verification failed: " + verification.detail()).build();
  }

  private Webhook change(String workspace, String id, UnaryOperator<Webhook> edit) {
    return replace(
        workspace,
        id,
        stored -> new StoredWebhook(edit.apply(stored.webhook()), stored.sealedKey()));
  }

  /**
   * Makes the change from whatever is stored at that moment: a change that came in between is never
   * overwritten.
   */
  private Webhook replace(String workspace, String id, UnaryOperator<StoredWebhook> edit) {
    while (true) {
      StoredWebhook before = require(workspace, id);
      StoredWebhook after = edit.apply(before);
      boolean nothingToDo =
          after.webhook().equals(before.webhook()) && after.sealedKey() == before.sealedKey();
      if (nothingToDo) {
        return before.webhook();
      }
      if (store.replace(after)) {
        Webhook changed =
            after.webhook().toBuilder().version(before.webhook().version() + 1).build();
        announce(changed, before.webhook().status());
        return changed;
      }
    }
  }

  private void announce(Webhook webhook, WebhookStatus before) {
    if (webhook.status() == before) {
      return;
    }
    listener.onStatusChange(webhook, before);
    if (webhook.status() == ACTIVE) {
      onActivation.run();
    }
  }

  private StoredWebhook require(String workspace, String id) {
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(id, "id");
    return store
        .findWebhook(workspace, id)
        .orElseThrow(() -> NotFoundException.webhook(workspace, id));
  }
}
