package dev.webhooks.internal.registry;

import static dev.webhooks.model.WebhookStatus.ACTIVE;
import static dev.webhooks.model.WebhookStatus.DISABLED;
import static dev.webhooks.model.WebhookStatus.UNVERIFIED;

import dev.webhooks.internal.secrets.EndpointSigner;
import dev.webhooks.internal.secrets.KeyVault;
import dev.webhooks.internal.secrets.WebhookSecrets;
import dev.webhooks.model.BusyException;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Verification;
import dev.webhooks.model.Verification.Refusal;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * Has a webhook's URL prove itself, and says what becomes of the webhook.
 *
 * <p>Thread safe. Blocks as {@link Handshake} does.
 */
public final class UrlVerification {
  public static final String MISSING = "the URL has not been verified";

  /** Why a webhook is unverified of which nothing was found out, for reasons that are ours. */
  public static final String NOT_MADE = "the handshake could not be made; verify the webhook again";

  private static final String FAILED = "verification failed: ";
  private static final String PROVED_SINCE =
      "its URL did not prove itself when it was to be enabled, and has since; enable it again";

  private final UrlPolicy urlPolicy;
  private final KeyVault keys;
  private final Handshake handshake;
  private final Clock clock;

  public UrlVerification(UrlPolicy urlPolicy, KeyVault keys, Handshake handshake, Clock clock) {
    this.urlPolicy = urlPolicy;
    this.keys = keys;
    this.handshake = handshake;
    this.clock = clock;
  }

  /** Nothing was found out, for reasons that are ours, and nothing has changed. */
  public static BusyException notMade() {
    return new BusyException(
        "the handshake could not be made here and now, for want of connections, threads or memory,"
            + " or because the caller was interrupted or this node closes; try again in a few"
            + " seconds");
  }

  /**
   * Asks the URL.
   *
   * @return empty when nothing was found out, for reasons that are ours
   * @throws SecretCipherException when the webhook's signing secret can't be read
   */
  public Optional<Verification> ask(StoredWebhook stored) {
    try {
      urlPolicy.check(stored.webhook().url());
    } catch (InvalidInputException e) {
      return Optional.of(
          Verification.refused(Refusal.REFUSED_ADDRESS, "the URL is not allowed (any more)"));
    }
    return handshake.with(stored.webhook(), keys.signer(stored));
  }

  /** Asks the URL of a webhook whose secrets are at hand. */
  public Optional<Verification> ask(Webhook webhook, WebhookSecrets secrets) {
    return handshake.with(webhook, EndpointSigner.of(secrets));
  }

  /**
   * The webhook after a handshake, which says nothing about a URL that took its place meanwhile,
   * and whose refusal is overruled by a proof that came after it was asked for.
   *
   * @param asked the webhook as it was when its URL was asked
   */
  public Webhook judge(Webhook webhook, Webhook asked, Verification verification) {
    boolean provenSince = !Objects.equals(webhook.verifiedAt(), asked.verifiedAt());
    if (!webhook.url().equals(asked.url()) || (provenSince && !verification.verified())) {
      return webhook;
    }
    Webhook.Builder judged = webhook.toBuilder();
    if (verification.verified()) {
      judged.verifiedAt(clock.instant());
    } else {
      judged.unverified();
    }
    if (webhook.status() == DISABLED) {
      return isReasonOutdated(webhook)
          ? judged
              .status(DISABLED, verification.verified() ? PROVED_SINCE : failed(verification))
              .build()
          : judged.build();
    }
    return verification.verified()
        ? judged.status(ACTIVE, null).build()
        : judged.status(UNVERIFIED, failed(verification)).build();
  }

  /** Why a webhook is not active whose URL did not prove itself. */
  static String failed(Verification verification) {
    return FAILED + verification.detail();
  }

  /** Why it was disabled stays true; how its URL did the last time does not. */
  private static boolean isReasonOutdated(Webhook webhook) {
    String reason = webhook.statusReason();
    return reason != null && (reason.startsWith(FAILED) || reason.equals(PROVED_SINCE));
  }

  /** The changed webhook: what was proved holds as long as its URL stays. */
  public static Webhook keptIfSameUrl(Webhook before, Webhook after) {
    if (after.url().equals(before.url())) {
      return after;
    }
    Webhook.Builder unproven = after.toBuilder().unverified();
    if (before.status() != DISABLED) {
      unproven.status(UNVERIFIED, MISSING);
    }
    return unproven.build();
  }
}
