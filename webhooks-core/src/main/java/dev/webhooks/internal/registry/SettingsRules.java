package dev.webhooks.internal.registry;

import dev.webhooks.internal.secrets.KeyVault;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.UrlPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a host and its contract allow in a webhook's settings, beyond what their form must be. Only
 * what changes is judged: a rule that came later does not keep a webhook from being renamed.
 *
 * <p>Thread safe, if the policy is.
 */
public final class SettingsRules {
  private final UrlPolicy urlPolicy;
  private final EventCatalog catalog;
  private final WireHeaders contract;
  private final KeyVault keys;

  public SettingsRules(
      UrlPolicy urlPolicy, EventCatalog catalog, WireHeaders contract, KeyVault keys) {
    this.urlPolicy = urlPolicy;
    this.catalog = catalog;
    this.contract = contract;
    this.keys = keys;
  }

  /**
   * Judges settings.
   *
   * @param before what they take the place of; null when the webhook is new
   * @throws InvalidInputException naming the setting that is refused
   */
  public void check(@Nullable WebhookSettings before, WebhookSettings wanted) {
    if (before == null || !before.url().equals(wanted.url())) {
      urlPolicy.check(wanted.url());
    }
    if (before == null || !before.eventTypes().equals(wanted.eventTypes())) {
      wanted.eventTypes().forEach(type -> catalog.check("eventTypes", type));
    }
    checkHeaders(wanted.headers());
    if (before == null) {
      keys.check(wanted.signatures());
    } else if (before.signatures() != wanted.signatures()) {
      throw new InvalidInputException("signatures", "change only when the key is rotated");
    }
  }

  private void checkHeaders(@Nullable Map<String, String> headers) {
    if (headers == null) {
      return;
    }
    CustomHeaders.check(headers, contract);
    if (!headers.isEmpty()) {
      keys.checkProtects("headers", "are kept with the webhook's secrets");
    }
  }
}
