package dev.webhooks.internal.guard;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ASCII form of a host name in other letters, to be suggested to whoever typed it: lower case
 * and compatible forms as UTS #46 has them, then Punycode (RFC 3492). The JDK's older IDNA makes
 * another name of some, such as {@code fass.example} of {@code fa\u00df.example}, and that may
 * belong to somebody else.
 */
final class AsciiName {
  private static final String PREFIX = "xn--";
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int ASCII = 0x80;

  private AsciiName() {}

  /**
   * A name's ASCII form.
   *
   * @param text any
   * @return null if it can't be one
   */
  static @Nullable String of(String text) {
    String compatible = Normalizer.normalize(text, Form.NFKC);
    String lower =
        compatible
            .codePoints()
            .map(Character::toLowerCase) // one by one: a final sigma stays what it was
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String name =
        Arrays.stream(Normalizer.normalize(lower, Form.NFC).replace('\u3002', '.').split("\\.", -1))
            .map(AsciiName::label)
            .collect(Collectors.joining("."));
    return HostSyntax.isName(name) ? name : null;
  }

  private static String label(String label) {
    return label.chars().allMatch(c -> c < ASCII) ? label : PREFIX + punycode(label);
  }

  /** As in RFC 3492, section 6.3. What overflows there is far longer than any label. */
  private static String punycode(String label) {
    int[] points = label.codePoints().toArray();
    StringBuilder code = new StringBuilder();
    label.codePoints().filter(c -> c < ASCII).forEach(code::appendCodePoint);
    int basic = code.length();
    if (basic > 0) {
      code.append('-');
    }
    int handled = basic;
    int next = ASCII;
    long delta = 0;
    int bias = FIRST_BIAS;
    while (handled < points.length) {
      int from = next;
      int least = Arrays.stream(points).filter(c -> c >= from).min().orElseThrow();
      delta += (long) (least - next) * (handled + 1);
      next = least;
      for (int point : points) {
        if (point < next) {
          delta++;
        } else if (point == next) {
          append(code, delta, bias);
          bias = bias(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      next++;
    }
    return code.toString();
  }

  private static void append(StringBuilder code, long delta, int bias) {
    long rest = delta;
    for (int k = BASE; ; k += BASE) {
      int threshold = Math.max(T_MIN, Math.min(T_MAX, k - bias));
      if (rest < threshold) {
        code.append(digit((int) rest));
        return;
      }
      code.append(digit((int) (threshold + (rest - threshold) % (BASE - threshold))));
      rest = (rest - threshold) / (BASE - threshold);
    }
  }

  private static int bias(long delta, int count, boolean first) {
    long rest = first ? delta / DAMP : delta / 2;
    rest += rest / count;
    int k = 0;
    while (rest > (BASE - T_MIN) * T_MAX / 2) {
      rest /= BASE - T_MIN;
      k += BASE;
    }
    return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
  }

  /** 0 to 25 are letters here, and digits come behind them. */
  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }
}
