package dev.webhooks.internal.redact;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * Secrets whose every character is known, searched for without regard to upper and lower case, and
 * to which of the two base64 alphabets, or a form's plus for a space, they are written in.
 *
 * <p>The search reads each byte once. Where a secret's first bytes stand it compares the rest, and
 * all these comparisons together are bounded: secrets that are made to resemble each other and the
 * text cost the text, not the time.
 *
 * <p>Immutable and thread safe.
 */
final class SecretTexts {
  /** What is compared at once: no secret is shorter. */
  static final int HEAD = 6;

  private static final long HEAD_MASK = (1L << (HEAD * 8)) - 1;
  private static final int SHORTEST_TAIL = 4;
  private static final int COMPARED_PER_BYTE = 16;
  private static final int COMPARED_AT_LEAST = 1 << 16;

  /** By their heads; of those with the same head the longest first. */
  private final byte[][] secrets;

  private final long[] heads;

  /** A bit for each head, to pass by most places at the cost of a look. */
  private final long filter;

  SecretTexts(Collection<byte[]> texts) {
    secrets =
        texts.stream()
            .map(SecretTexts::folded)
            .sorted(
                Comparator.comparingLong(SecretTexts::head)
                    .thenComparing(text -> text.length, Comparator.reverseOrder()))
            .toArray(byte[][]::new);
    heads = new long[secrets.length];
    long bits = 0;
    for (int i = 0; i < secrets.length; i++) {
      heads[i] = head(secrets[i]);
      bits |= bit(heads[i]);
    }
    filter = bits;
  }

  /** Takes the secrets out, and the beginning of one at the end of a text that is cut there. */
  void find(CanonicalText text, int sourceLength, boolean cut, Ranges ranges) {
    if (secrets.length == 0) {
      return;
    }
    byte[] folded = folded(text.toByteArray());
    findWhole(text, folded, sourceLength, ranges);
    if (cut) {
      findTail(text, folded, sourceLength, ranges);
    }
  }

  private void findWhole(CanonicalText text, byte[] folded, int sourceLength, Ranges ranges) {
    long left = COMPARED_AT_LEAST + (long) COMPARED_PER_BYTE * folded.length;
    long head = 0;
    for (int i = 0; i < folded.length; i++) {
      head = ((head << 8) | (folded[i] & 0xFF)) & HEAD_MASK;
      int start = i - HEAD + 1;
      if (start < 0 || (filter & bit(head)) == 0) {
        continue;
      }
      for (int n = first(head); n < secrets.length && heads[n] == head; n++) {
        int same = common(secrets[n], folded, start);
        left -= same;
        if (left < 0) {
          ranges.add(text.from(start), sourceLength);
          return;
        }
        if (same == secrets[n].length) {
          ranges.add(text.from(start), text.to(start + same - 1));
          break;
        }
      }
    }
  }

  /** The first secret with this head, or where it would be. */
  private int first(long head) {
    int found = Arrays.binarySearch(heads, head);
    if (found < 0) {
      return secrets.length;
    }
    while (found > 0 && heads[found - 1] == head) {
      found--;
    }
    return found;
  }

  private static int common(byte[] secret, byte[] text, int start) {
    int most = Math.min(secret.length, text.length - start);
    int mismatch = Arrays.mismatch(secret, 0, most, text, start, start + most);
    return mismatch < 0 ? most : mismatch;
  }

  private void findTail(CanonicalText text, byte[] folded, int sourceLength, Ranges ranges) {
    int longest = 0;
    for (byte[] secret : secrets) {
      longest = Math.max(longest, tail(secret, folded));
    }
    if (longest >= SHORTEST_TAIL) {
      ranges.add(text.from(folded.length - longest), sourceLength);
    }
  }

  /**
   * How much of the secret's beginning the text ends with: all of it counts for nothing. By Knuth,
   * Morris and Pratt, so that each byte of both is looked at a bounded number of times.
   */
  private static int tail(byte[] secret, byte[] text) {
    int[] border = new int[secret.length];
    for (int i = 1, matched = 0; i < secret.length; i++) {
      while (matched > 0 && secret[i] != secret[matched]) {
        matched = border[matched - 1];
      }
      matched += secret[i] == secret[matched] ? 1 : 0;
      border[i] = matched;
    }
    int matched = 0;
    for (int i = Math.max(0, text.length - secret.length + 1); i < text.length; i++) {
      while (matched > 0 && text[i] != secret[matched]) {
        matched = border[matched - 1];
      }
      matched += text[i] == secret[matched] ? 1 : 0;
    }
    return matched;
  }

  private static long head(byte[] text) {
    long head = 0;
    for (int i = 0; i < HEAD; i++) {
      head = (head << 8) | (text[i] & 0xFF);
    }
    return head;
  }

  private static long bit(long head) {
    return 1L << ((head * 0x9E3779B97F4A7C15L) >>> 58);
  }

  private static byte[] folded(byte[] text) {
    byte[] folded = new byte[text.length];
    for (int i = 0; i < text.length; i++) {
      folded[i] = fold(text[i]);
    }
    return folded;
  }

  private static byte fold(byte one) {
    if (one >= 'A' && one <= 'Z') {
      return (byte) (one | 0x20);
    }
    return switch (one) {
      case ' ', '-' -> '+';
      case '_' -> '/';
      default -> one;
    };
  }
}
