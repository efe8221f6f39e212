package dev.webhooks.internal.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Says in a thread's log lines whom they are about, the host's own lines and those of an HTTP
 * client included: {@value #WORKSPACE}, {@value #WEBHOOK}, {@value #DELIVERY}. What stood there
 * before stands there again afterwards.
 */
public final class LogContext {
  public static final String WORKSPACE = "webhooks.workspace";
  public static final String WEBHOOK = "webhooks.webhook";
  public static final String DELIVERY = "webhooks.delivery";

  private LogContext() {}

  /** Does work that concerns a webhook. */
  public static void during(String workspace, String webhookId, Runnable work) {
    during(workspace, webhookId, null, work);
  }

  /**
   * Does work that concerns a delivery to a webhook.
   *
   * @param deliveryId null for no delivery
   */
  public static void during(
      String workspace, String webhookId, @Nullable String deliveryId, Runnable work) {
    Said before = new Said(get(WORKSPACE), get(WEBHOOK), get(DELIVERY));
    try {
      put(new Said(workspace, webhookId, deliveryId));
      work.run();
    } finally {
      put(before);
    }
  }

  private record Said(
      @Nullable String workspace, @Nullable String webhook, @Nullable String delivery) {}

  /** A log that fails is no reason not to do the work. */
  private static void put(Said said) {
    SafeLog.line(
        () -> {
          put(WORKSPACE, said.workspace());
          put(WEBHOOK, said.webhook());
          put(DELIVERY, said.delivery());
        });
  }

  private static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }

  private static @Nullable String get(String key) {
    try {
      return MDC.get(key);
    } catch (RuntimeException | Error e) {
      return null;
    }
  }
}
