package dev.webhooks.internal.observe;

import java.util.regex.Pattern;

/** What W3C Trace Context, version 00, has in its header: all that is stored, or sent. */
final class Traceparent {
  private static final Pattern SYNTAX =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private Traceparent() {}

  static boolean isOne(String text) {
    return SYNTAX.matcher(text).matches();
  }
}
