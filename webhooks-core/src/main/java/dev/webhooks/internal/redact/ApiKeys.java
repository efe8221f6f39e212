package dev.webhooks.internal.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/**
 * Finds API keys that nobody knows here: those of whatever webhook by their shape, and the
 * webhook's own, without the prefix or in hex, by the digest that is kept of them.
 *
 * <p>Immutable and thread safe.
 */
final class ApiKeys {
  private static final byte[] PREFIX = "whsec_".getBytes(US_ASCII);

  /** Fewer base64 characters behind a prefix are no key, unless the text ends with them. */
  private static final int SHORTEST = 16;

  /**
   * How many different characters 64 random ones of base64 have at least, and 96 of hex, and the
   * first 16 of either: what has fewer is no key, and worth no guess. Where a key may be and no
   * guess is left, the text goes.
   */
  private static final int OF_BASE64 = 20;

  private static final int OF_HEX = 10;
  private static final int OF_TAIL = 6;

  private final List<byte[]> digests;

  /**
   * @param digests of the keys of which nothing else is known
   */
  ApiKeys(List<byte[]> digests) {
    this.digests = List.copyOf(digests);
  }

  /** What tells this webhook's own keys in one answer. */
  KeyDigests digests() {
    return new KeyDigests(digests);
  }

  void find(CanonicalText text, int sourceLength, boolean cut, KeyDigests own, Ranges ranges) {
    findPrefixed(text, sourceLength, own, ranges);
    if (!digests.isEmpty()) {
      findBare(text, sourceLength, cut, own, ranges);
    }
  }

  private static void findPrefixed(
      CanonicalText text, int sourceLength, KeyDigests own, Ranges ranges) {
    int i = 0;
    while (i <= text.length() - PREFIX.length) {
      if (!isPrefix(text, i)) {
        i++;
        continue;
      }
      int first = i + PREFIX.length;
      int end = first;
      while (end < text.length() && (isBase64(text.at(end)) || text.at(end) == '=')) {
        end++;
      }
      if (isOutOfAForm(text, first, end, own)) {
        end = first + KeyDigests.BASE64_LENGTH;
        ranges.add(text.from(first), text.to(end - 1));
      } else if (end - first >= SHORTEST) {
        ranges.add(text.from(first), text.to(end - 1));
      } else if (isLastWord(text, end)) {
        ranges.add(first < text.length() ? text.from(first) : sourceLength, sourceLength);
        return;
      }
      i = end;
    }
  }

  /** The whole key, where a form's reader made spaces of its pluses. */
  private static boolean isOutOfAForm(CanonicalText text, int first, int end, KeyDigests own) {
    return end < text.length()
        && text.at(end) == ' '
        && first + KeyDigests.BASE64_LENGTH <= text.length()
        && own.canTell()
        && own.isBase64OfKey(text, first);
  }

  private static boolean isPrefix(CanonicalText text, int at) {
    for (int i = 0; i < PREFIX.length; i++) {
      byte one = text.at(at + i);
      byte lower = one >= 'A' && one <= 'Z' ? (byte) (one | 0x20) : one;
      if (lower != PREFIX[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLastWord(CanonicalText text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.at(i) == ' ' || text.at(i) == '\n' || text.at(i) == '\r' || text.at(i) == '\t') {
        return false;
      }
    }
    return true;
  }

  /**
   * Keys without their prefix: somewhere in a run of base64 characters that is long enough, and of
   * which nothing is left out yet.
   */
  private static void findBare(
      CanonicalText text, int sourceLength, boolean cut, KeyDigests own, Ranges ranges) {
    int begin = 0;
    while (begin < text.length()) {
      int end = begin;
      while (end < text.length() && isBase64(text.at(end)) && !ranges.covers(text.from(end))) {
        end++;
      }
      findBase64(text, begin, end, own, ranges);
      findHex(text, begin, end, own, ranges);
      if (cut && end == text.length() && mayBegin(text, begin, end)) {
        int tail = Math.max(begin, end - KeyDigests.HEX_LENGTH + 1);
        ranges.add(text.from(tail), sourceLength);
      }
      begin = end + 1;
    }
  }

  /** Whether the end of a cut text may be the beginning of a key. */
  private static boolean mayBegin(CanonicalText text, int begin, int end) {
    if (end - begin < SHORTEST) {
      return false;
    }
    Variety variety = new Variety(SHORTEST);
    for (int i = end - SHORTEST; i < end; i++) {
      variety.read(text.at(i));
    }
    return variety.isAtLeast(OF_TAIL);
  }

  private static void findBase64(
      CanonicalText text, int begin, int end, KeyDigests own, Ranges ranges) {
    Variety variety = new Variety(KeyDigests.BASE64_LENGTH);
    for (int i = begin; i < end; i++) {
      variety.read(text.at(i));
      int at = i - KeyDigests.BASE64_LENGTH + 1;
      if (at >= begin && variety.isAtLeast(OF_BASE64)) {
        if (!own.canTell()) {
          ranges.add(text.from(at), text.to(end - 1));
          return;
        }
        if (own.isBase64OfKey(text, at)) {
          ranges.add(text.from(at), text.to(i));
        }
      }
    }
  }

  private static void findHex(
      CanonicalText text, int begin, int end, KeyDigests own, Ranges ranges) {
    Variety variety = new Variety(KeyDigests.HEX_LENGTH);
    int digits = 0;
    for (int i = begin; i < end; i++) {
      variety.read(text.at(i));
      digits = Character.digit(text.at(i), 16) < 0 ? 0 : digits + 1;
      int at = i - KeyDigests.HEX_LENGTH + 1;
      if (digits >= KeyDigests.HEX_LENGTH && variety.isAtLeast(OF_HEX)) {
        if (!own.canTell()) {
          ranges.add(text.from(at), text.to(end - 1));
          return;
        }
        if (own.isHexOfKey(text, at)) {
          ranges.add(text.from(at), text.to(i));
        }
      }
    }
  }

  private static boolean isBase64(byte one) {
    return (one >= 'a' && one <= 'z')
        || (one >= 'A' && one <= 'Z')
        || (one >= '0' && one <= '9')
        || one == '+'
        || one == '/'
        || one == '-'
        || one == '_';
  }
}
