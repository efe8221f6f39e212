package dev.webhooks.examples.settings.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What an answer is told by: whoever asks again and again says which one it has, and gets nothing
 * when it would be the same. Answers are still not stored by anybody but the one who asked.
 */
final class Revision {
  private static final int BYTES = 12;

  private final String tag;

  private Revision(String tag) {
    this.tag = tag;
  }

  static Revision of(byte[] answer) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer);
      return new Revision("\"" + HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES)) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Tells the caller what it gets, if it asked for something, and whether it has it already. */
  boolean isKnownTo(Context call) {
    if (!call.method().equals(HandlerType.GET)) {
      return false;
    }
    call.header("ETag", tag);
    String known = call.header("If-None-Match");
    return known != null
        && Arrays.stream(known.split(",", -1))
            .map(one -> one.strip().replaceFirst("^W/", "")) // a proxy that compresses weakens it
            .anyMatch(one -> one.equals(tag) || one.equals("*"));
  }
}
