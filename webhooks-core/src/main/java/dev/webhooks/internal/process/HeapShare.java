package dev.webhooks.internal.process;

import dev.webhooks.model.Webhook;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap a cache may take, and roughly how many bytes of it things take. Rather too
 * many than too few: a text is counted as if it were not Latin.
 */
public final class HeapShare {
  private static final long LARGEST = 64L << 20;
  private static final int ENTRY = 200;
  private static final int WEBHOOK = 400;
  private static final int TEXT = 16;

  private HeapShare() {}

  /** A sixteenth of the largest heap that this JVM may have, and never more than 64 MiB. */
  public static long ofCache() {
    return Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 16);
  }

  /** A cache's own record of an entry. */
  public static int ofEntry() {
    return ENTRY;
  }

  public static long of(Webhook webhook) {
    return WEBHOOK
        + ofText(webhook.id())
        + ofText(webhook.statusReason())
        + 2L * webhook.settings().length();
  }

  public static long ofText(@Nullable String text) {
    return text == null ? 0 : TEXT + 2L * text.length();
  }
}
