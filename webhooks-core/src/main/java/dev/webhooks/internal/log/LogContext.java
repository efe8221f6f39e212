package dev.webhooks.internal.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/**
 * Says in a thread's log lines whom they are about, the host's own lines and those of an HTTP
 * client included: {@value #WORKSPACE}, {@value #WEBHOOK}, {@value #DELIVERY}. What stood there
 * before stands there again afterwards.
 *
 * <p>A thread that goes from one delivery to the next opens one for all of them: to say something
 * else costs less than to take it back each time. Not thread safe, and its thread's alone.
 */
public final class LogContext implements AutoCloseable {
  public static final String WORKSPACE = "webhooks.workspace";
  public static final String WEBHOOK = "webhooks.webhook";
  public static final String DELIVERY = "webhooks.delivery";

  private final boolean isHeard = !(MDC.getMDCAdapter() instanceof NOPMDCAdapter);
  private final Said before;
  private Said said;

  private LogContext() {
    before = isHeard ? new Said(get(WORKSPACE), get(WEBHOOK), get(DELIVERY)) : Said.NOTHING;
    said = before;
  }

  /** Begins with what the thread says already. */
  public static LogContext open() {
    return new LogContext();
  }

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
    try (LogContext context = open()) {
      context.say(workspace, webhookId, deliveryId);
      work.run();
    }
  }

  /**
   * From now on lines are about this, and no more about what was said before. Never throws: a log
   * that fails is no reason not to do the work.
   *
   * @param deliveryId null for no delivery
   */
  public void say(String workspace, String webhookId, @Nullable String deliveryId) {
    say(new Said(workspace, webhookId, deliveryId));
  }

  /** Lines are about what they were about before it was opened. Never throws. */
  @Override
  public void close() {
    say(before);
  }

  private record Said(
      @Nullable String workspace, @Nullable String webhook, @Nullable String delivery) {
    static final Said NOTHING = new Said(null, null, null);
  }

  private void say(Said next) {
    if (isHeard) {
      Said last = said;
      said = Said.NOTHING; // until all of it is said
      SafeLog.line(
          () -> {
            change(WORKSPACE, last.workspace(), next.workspace());
            change(WEBHOOK, last.webhook(), next.webhook());
            change(DELIVERY, last.delivery(), next.delivery());
            said = next;
          });
    }
  }

  private static void change(String key, @Nullable String before, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else if (!value.equals(before)) {
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
