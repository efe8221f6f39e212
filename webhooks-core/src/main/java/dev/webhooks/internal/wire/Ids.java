package dev.webhooks.internal.wire;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * Makes ids that sort by the time they were made in, and within one source by their order: a
 * prefix, 48 bits of milliseconds and 80 random bits, in Crockford's base 32 (the layout of a ULID,
 * in lower case).
 *
 * <p>Thread safe.
 */
public final class Ids {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int RANDOM_BYTES = 10;

  private final Clock clock;
  private final SecureRandom random;
  private final byte[] tail = new byte[RANDOM_BYTES];
  private long millis = -1;

  public Ids(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  public String webhook() {
    return next("wh_");
  }

  public String event() {
    return next("evt_");
  }

  public String delivery() {
    return next("dlv_");
  }

  private synchronized String next(String prefix) {
    long now = clock.millis();
    if (now > millis) {
      millis = now;
      random.nextBytes(tail);
    } else {
      // The same millisecond, or a clock that stepped back: counting on keeps the order.
      increment();
    }
    return prefix + encode();
  }

  private void increment() {
    for (int i = RANDOM_BYTES - 1; i >= 0; i--) {
      if (++tail[i] != 0) {
        return;
      }
    }
    millis++;
  }

  private String encode() {
    char[] text = new char[26];
    for (int i = 0; i < 10; i++) {
      text[i] = DIGITS[(int) (millis >>> (45 - 5 * i)) & 31];
    }
    int buffer = 0;
    int bits = 0;
    int at = 10;
    for (byte b : tail) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[at++] = DIGITS[(buffer >>> bits) & 31];
      }
    }
    return new String(text);
  }
}
