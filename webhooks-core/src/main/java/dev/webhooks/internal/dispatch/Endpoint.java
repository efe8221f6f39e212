package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.secrets.EndpointSigner;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as its deliveries find it. Its secrets are opened by the first delivery that is sent,
 * on that delivery's own thread: a slow cipher keeps nobody else waiting.
 *
 * <p>Thread safe.
 */
public final class Endpoint {
  private final String url;
  private final boolean active;
  private final boolean ordered;
  private final boolean paced;
  private final long version;
  private final int weight;

  /** No monitor: until Java 24 a virtual thread that waits for one keeps its carrier waiting. */
  private final ReentrantLock opening = new ReentrantLock();

  private @Nullable Supplier<Access> opener;
  private @Nullable Access access;

  /**
   * Whether and how it can be sent to.
   *
   * @param signer null when it can't
   * @param problem why it can't, fit for the delivery log; null when it can
   * @param lasting whether the problem stays until somebody does something about it
   */
  public record Access(@Nullable EndpointSigner signer, @Nullable String problem, boolean lasting) {

    public static Access granted(EndpointSigner signer) {
      return new Access(signer, null, false);
    }

    /** Sending would fail in the same way each time. */
    static Access denied(String problem) {
      return new Access(null, problem, true);
    }

    /** Sending may work in a while, or from another node. */
    static Access deniedForNow(String problem) {
      return new Access(null, problem, false);
    }
  }

  /**
   * @param weight how many bytes it takes, roughly
   * @param opener asked once, by whoever needs the answer first
   */
  public Endpoint(Webhook webhook, int weight, Supplier<Access> opener) {
    this.url = webhook.url();
    this.active = webhook.status() == WebhookStatus.ACTIVE;
    this.ordered = webhook.settings().ordered();
    this.paced = ordered || webhook.settings().rateLimit() != null;
    this.version = webhook.version();
    this.weight = weight;
    this.opener = opener;
  }

  String url() {
    return url;
  }

  boolean isActive() {
    return active;
  }

  boolean isOrdered() {
    return ordered;
  }

  /** Whether an order or a rate limit says when it is sent to. */
  boolean hasPaceOfItsOwn() {
    return paced;
  }

  long version() {
    return version;
  }

  int weight() {
    return weight;
  }

  Access access() {
    opening.lock();
    try {
      if (opener != null) {
        access = opener.get();
        opener = null;
      }
      return Objects.requireNonNull(access);
    } finally {
      opening.unlock();
    }
  }
}
