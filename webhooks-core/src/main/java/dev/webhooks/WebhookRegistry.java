package dev.webhooks;

import static dev.webhooks.model.WebhookStatus.DISABLED;
import static dev.webhooks.model.WebhookStatus.UNVERIFIED;
import static java.util.Objects.requireNonNull;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.registry.CustomHeaders;
import dev.webhooks.internal.registry.Enabling;
import dev.webhooks.internal.registry.HandshakeGate;
import dev.webhooks.internal.registry.SettingsRules;
import dev.webhooks.internal.registry.UrlVerification;
import dev.webhooks.internal.registry.WebhookChanges;
import dev.webhooks.internal.secrets.KeyVault;
import dev.webhooks.internal.secrets.Resealer;
import dev.webhooks.internal.secrets.WebhookKey;
import dev.webhooks.internal.secrets.WebhookSecrets;
import dev.webhooks.internal.wire.Ids;
import dev.webhooks.model.BusyException;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Invisible;
import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.QuotaExceededException;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.ResealedSecrets;
import dev.webhooks.model.RotatedKey;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Verification;
import dev.webhooks.model.Verification.Refusal;
import dev.webhooks.model.VerifiedWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookException;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers webhooks and looks after them. Every change is stored when its method returns, and
 * holds for the next event and for what is claimed from then on, on whatever node. An attempt that
 * is under way at that moment still leaves as it was, within the timeout.
 *
 * <p>Methods that take a workspace and an id throw {@link NotFoundException} when that workspace
 * has no such webhook. All methods throw {@link StoreException} when the store fails. Thread safe.
 */
public final class WebhookRegistry {
  private static final Logger log = LoggerFactory.getLogger(WebhookRegistry.class);
  private static final int MAX_REASON = 200;

  private final WebhookStore store;
  private final WebhookChanges webhooks;
  private final WebhookQuota quota;
  private final SettingsRules rules;
  private final KeyVault keys;
  private final UrlVerification proof;
  private final HandshakeGate gate;
  private final Enabling enabling;
  private final Ids ids;
  private final Clock clock;

  WebhookRegistry(
      WebhookStore store,
      WebhookChanges webhooks,
      WebhookQuota quota,
      SettingsRules rules,
      KeyVault keys,
      UrlVerification proof,
      HandshakeGate gate,
      Enabling enabling,
      Ids ids,
      Clock clock) {
    this.store = store;
    this.webhooks = webhooks;
    this.quota = quota;
    this.rules = rules;
    this.keys = keys;
    this.proof = proof;
    this.gate = gate;
    this.enabling = enabling;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Registers a URL and has it prove itself. Blocks for as long as the endpoint takes to answer, at
   * most the timeout of a delivery. When the URL does not prove itself the webhook is registered
   * all the same, unverified, and says why; so it is when this node lacks what it takes to ask, and
   * then {@link #verify} asks again.
   *
   * @param workspace the tenant that registers, at most 100 characters
   * @return the webhook, how the handshake went, and the API key, which is never handed out again
   * @throws InvalidInputException when a setting is refused; nothing is saved
   * @throws QuotaExceededException when the workspace holds all the webhooks that it may; nothing
   *     is saved
   * @throws BusyException when too many handshakes are under way, of this workspace or in all, and
   *     none of them ends within a second; nothing is saved
   */
  public RegisteredWebhook register(String workspace, WebhookSettings settings) {
    requireNonNull(settings, "settings");
    rules.check(null, settings);
    ApiKey apiKey = keys.generate();
    WebhookKey key = keys.kept(apiKey, settings.signatures());
    Map<String, String> headers = settings.headers();
    WebhookSecrets secrets = WebhookSecrets.of(key, headers == null ? Map.of() : headers);
    Webhook webhook =
        Webhook.registered(ids.webhook(), workspace, settings, clock.instant())
            .status(UNVERIFIED, UrlVerification.MISSING)
            .key(apiKey.hint(), key.publicKey())
            .build();
    StoredWebhook added = keys.seal(webhook, secrets);
    int limit = quota.limit(workspace);
    return gate.pass(
        workspace,
        () -> {
          if (limit < 1 || !webhooks.insert(added, limit)) {
            throw new QuotaExceededException(workspace, Math.max(limit, 0));
          }
          Verification verification =
              proof
                  .ask(webhook, secrets)
                  .orElseGet(
                      () -> Verification.refused(Refusal.CONNECTION, UrlVerification.NOT_MADE));
          return new RegisteredWebhook(
              judgedOrAsAdded(webhook, verification), verification, apiKey);
        });
  }

  /**
   * Has the URL prove itself, now. A webhook that was unverified becomes active when it does; one
   * that was active becomes unverified when it does not; a disabled one stays disabled. Blocks like
   * {@link #register}.
   *
   * @throws SecretCipherException when the webhook's signing secret can't be read
   * @throws BusyException as {@link #register} does, or when the handshake could not be made: this
   *     node lacks connections, threads or memory, is closing, or the caller was interrupted;
   *     nothing is changed
   */
  public VerifiedWebhook verify(String workspace, String id) {
    webhooks.require(workspace, id);
    return gate.pass(
        workspace,
        () -> {
          StoredWebhook stored = webhooks.require(workspace, id); // as it is when its turn comes
          Verification verification = proof.ask(stored).orElseThrow(UrlVerification::notMade);
          return new VerifiedWebhook(judge(stored.webhook(), verification), verification);
        });
  }

  /**
   * Lets a disabled webhook receive again, what was held included: {@link HeldDeliveries#RESUME}.
   */
  public Webhook enable(String workspace, String id) {
    return enable(workspace, id, HeldDeliveries.RESUME);
  }

  /**
   * Lets a disabled webhook receive again. One whose URL never proved itself is unverified then.
   * One whose URL has to prove itself again, since the library disabled it or its URL is another
   * one, is asked first, which blocks like {@link #register}; if it does not prove itself, the
   * webhook stays disabled, says why, and gets nothing.
   *
   * @param held what becomes of what was held
   * @throws WebhookException as {@link #verify} does; nothing is changed
   * @throws BusyException as {@link #register} does; nothing is changed
   */
  public Webhook enable(String workspace, String id, HeldDeliveries held) {
    return enabling.enable(workspace, id, requireNonNull(held, "held"));
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
    checkReason(reason);
    return webhooks.change(
        workspace,
        id,
        webhook ->
            webhook.status() == DISABLED
                ? webhook
                : webhook.toBuilder().status(DISABLED, reason).build());
  }

  /**
   * Changes a webhook's settings. A new URL must prove itself: unless the webhook is disabled, this
   * blocks like {@link #register}, and the webhook is active or unverified afterwards. Until then
   * its deliveries are held. A URL with another scheme, host or port does not get the webhook's own
   * headers: they must be given anew with it.
   *
   * <pre>{@code
   * registry.update(workspace, id, settings -> settings.url("https://crm.example.com/v2"));
   * }</pre>
   *
   * @param change given the present settings; what it does not set stays. It is called several
   *     times, so it must do nothing but set
   * @throws InvalidInputException when a setting is refused; nothing is changed
   * @throws SecretCipherException when headers are changed and the webhook's signing secret, which
   *     they are kept with, can't be read; or when a new URL must prove itself and it can't be
   *     read. Nothing is changed.
   * @throws BusyException when a new URL must prove itself, as {@link #register} does; nothing is
   *     changed
   */
  public Webhook update(String workspace, String id, Consumer<WebhookSettings.Builder> change) {
    requireNonNull(change, "change");
    Webhook present = webhooks.require(workspace, id).webhook();
    boolean moves = !present.url().equals(judged(present, change).url());
    AtomicBoolean moved = new AtomicBoolean();
    Supplier<Webhook> replacing =
        () ->
            webhooks.replace(
                workspace,
                id,
                stored -> {
                  StoredWebhook after = changed(stored, change);
                  moved.set(!after.webhook().url().equals(stored.webhook().url()));
                  return after;
                });
    if (moves && present.status() != DISABLED) {
      return gate.pass(workspace, () -> provenIfItMust(replacing.get()));
    }
    Webhook changed = replacing.get();
    // Enabled in between, or somebody else's URL replaced: it must prove itself all the same.
    return moved.get() && changed.status() == UNVERIFIED
        ? gate.pass(workspace, () -> provenIfItMust(changed))
        : changed;
  }

  private Webhook provenIfItMust(Webhook changed) {
    if (changed.status() != UNVERIFIED) {
      return changed;
    }
    StoredWebhook asked = webhooks.require(changed.workspace(), changed.id());
    return proof
        .ask(asked)
        .map(verification -> judge(asked.webhook(), verification))
        .orElse(changed);
  }

  /**
   * Gives the webhook a new API key at once, as {@link KeyRotation#immediate()} says. What is
   * claimed from now on is signed with it, retries of earlier deliveries included; an attempt that
   * is under way may still carry the former key's signature.
   *
   * @return the webhook and its new API key, which is never handed out again
   * @throws SecretCipherException when the webhook's signing secret can't be read
   */
  public RotatedKey rotateKey(String workspace, String id) {
    return rotateKey(workspace, id, KeyRotation.immediate());
  }

  /**
   * Gives the webhook a new API key. At most four former keys sign beside it; of more, the oldest
   * stop at once. When an overlap ends is told by each node's own clock.
   *
   * @return the webhook and its new API key, which is never handed out again
   * @throws InvalidInputException naming {@code signatures} when the scheme is refused; nothing is
   *     changed
   * @throws SecretCipherException when the webhook's signing secret can't be read, unless the
   *     rotation is {@link KeyRotation#afterLoss()}
   */
  public RotatedKey rotateKey(String workspace, String id, KeyRotation rotation) {
    requireNonNull(rotation, "rotation");
    SignatureScheme asked = rotation.scheme();
    if (asked != null) {
      keys.check(asked);
    }
    ApiKey apiKey = keys.generate();
    Webhook rotated = webhooks.replace(workspace, id, stored -> rotated(stored, apiKey, rotation));
    return new RotatedKey(rotated, apiKey);
  }

  /**
   * Seals the secrets of all webhooks of all workspaces anew that the cipher does not find current
   * ({@link dev.webhooks.spi.SecretCipher#isCurrent}): after a new master key, before the former
   * one is thrown away. Reads a hundred webhooks at a time, while everything else goes on; called
   * again, it does what is left.
   *
   * @return what was done; a secret that can't be read stays as it is
   */
  public ResealedSecrets resealSecrets() {
    return new Resealer(store, keys).run();
  }

  /**
   * Removes a webhook for good. What was on its way to it is cancelled; what was delivered stays in
   * the log.
   */
  public void delete(String workspace, String id) {
    requireNonNull(workspace, "workspace");
    requireNonNull(id, "id");
    if (!store.delete(workspace, id)) {
      throw NotFoundException.webhook(workspace, id);
    }
  }

  /** The workspace's webhook with this id. */
  public Optional<Webhook> find(String workspace, String id) {
    requireNonNull(workspace, "workspace");
    requireNonNull(id, "id");
    return store.findWebhook(workspace, id).map(StoredWebhook::webhook);
  }

  /** One page of a workspace's webhooks, oldest first. */
  public WebhookPage list(WebhookQuery query) {
    return store.list(requireNonNull(query, "query"));
  }

  private static void checkReason(String reason) {
    requireNonNull(reason, "reason");
    boolean printable = reason.codePoints().noneMatch(Invisible::is);
    if (reason.isBlank() || reason.length() > MAX_REASON || !printable) {
      throw new InvalidInputException(
          "reason", "must be 1 to " + MAX_REASON + " characters, none of them invisible");
    }
  }

  private WebhookSettings judged(Webhook webhook, Consumer<WebhookSettings.Builder> change) {
    WebhookSettings wanted = webhook.settings().with(change);
    rules.check(webhook.settings(), wanted);
    return wanted;
  }

  private StoredWebhook changed(StoredWebhook stored, Consumer<WebhookSettings.Builder> change) {
    Webhook before = stored.webhook();
    WebhookSettings wanted = judged(before, change);
    Webhook after =
        UrlVerification.keptIfSameUrl(before, before.toBuilder().settings(wanted).build());
    Map<String, String> headers = wanted.headers();
    if (headers != null) {
      return keys.seal(after, keys.open(stored).withHeaders(headers));
    }
    CustomHeaders.checkStayWithTheirHost(before, after);
    if (after.status() == UNVERIFIED && !after.url().equals(before.url())) {
      keys.open(stored); // it must prove itself: if that can't be done, nothing is changed
    }
    return new StoredWebhook(after, stored.sealedSecrets());
  }

  private StoredWebhook rotated(StoredWebhook stored, ApiKey apiKey, KeyRotation rotation) {
    Webhook before = stored.webhook();
    SignatureScheme former = before.settings().signatures();
    SignatureScheme scheme = rotation.scheme() == null ? former : rotation.scheme();
    WebhookKey key = keys.kept(apiKey, scheme);
    WebhookSettings.Builder settings = before.settings().toBuilder().signatures(scheme);
    if (rotation.isAfterLoss()) {
      settings.headers(Map.of());
    }
    Webhook after =
        before.toBuilder().settings(settings.build()).key(apiKey.hint(), key.publicKey()).build();
    WebhookSecrets secrets =
        rotation.isAfterLoss()
            ? WebhookSecrets.of(key, Map.of())
            : keys.open(stored).rotatedTo(key, scheme, rotation, clock.instant());
    return keys.seal(after, secrets);
  }

  private Webhook judge(Webhook asked, Verification verification) {
    return webhooks.change(
        asked.workspace(), asked.id(), webhook -> proof.judge(webhook, asked, verification));
  }

  /** The key has been made and can't be shown again: a store that fails now must not cost it. */
  private Webhook judgedOrAsAdded(Webhook added, Verification verification) {
    try {
      return judge(added, verification);
    } catch (StoreException | NotFoundException e) {
      log.warn("Webhook {} stays unverified: {}", added.id(), LogReason.of(e));
      return added;
    }
  }
}
