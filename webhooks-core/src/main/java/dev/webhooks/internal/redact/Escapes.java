package dev.webhooks.internal.redact;

/**
 * Reads the escapes that JSON, URLs, HTML and programming languages write characters with, in
 * whatever case: a backslash before {@code u002B}, {@code x2b} or the character itself; a percent
 * sign before {@code 2b} or {@code u002b}; an ampersand before {@code #43}, {@code #x2B} or a name.
 *
 * <p>Each look reads a few bytes and no more. Not thread safe: the last look's result is kept.
 */
final class Escapes {
  private static final int MAX_ENTITY_DIGITS = 10;

  /** In the order of {@link #NAMED}. */
  private static final String[] NAMES = {
    "amp", "lt", "gt", "quot", "apos", "plus", "sol", "equals", "lowbar", "bsol", "colon", "semi",
    "comma", "period", "excl", "quest", "num", "dollar", "percnt", "commat", "ast", "lpar", "rpar",
    "lsqb", "rsqb", "lcub", "rcub", "verbar", "grave", "hat", "nbsp"
  };

  private static final String NAMED = "&<>\"'+/=_\\:;,.!?#$%@*()[]{}|`^ ";

  private final byte[] text;
  private final int length;
  private final boolean cut;
  private int value;
  private int width;

  /** What stands at a place. */
  enum Kind {
    NONE,
    /** A character, or one half of one. */
    CHARACTER,
    /** One byte of UTF-8. */
    BYTE,
    /** The text ends before the escape does. */
    BEGUN
  }

  /**
   * @param length how much of the text is to be read
   * @param cut whether it went on there
   */
  Escapes(byte[] text, int length, boolean cut) {
    this.text = text;
    this.length = length;
    this.cut = cut;
  }

  Kind read(int at) {
    return switch (text[at]) {
      case '\\' -> backslash(at);
      case '%' -> percent(at);
      case '&' -> entity(at);
      default -> Kind.NONE;
    };
  }

  /** The character or the byte that was read last. */
  int value() {
    return value;
  }

  /** How many bytes the escape that was read last takes. */
  int width() {
    return width;
  }

  private Kind backslash(int at) {
    if (at + 1 == length) {
      return Kind.BEGUN;
    }
    byte what = text[at + 1];
    return switch (what) {
      case 'u', 'U' -> hex(at, 2, 4, Kind.CHARACTER);
      case 'x', 'X' -> hex(at, 2, 2, Kind.CHARACTER);
      case '/', '\\', '"', '\'' -> found(what, 2, Kind.CHARACTER);
      case 'n' -> found('\n', 2, Kind.CHARACTER);
      case 'r' -> found('\r', 2, Kind.CHARACTER);
      case 't' -> found('\t', 2, Kind.CHARACTER);
      default -> Kind.NONE;
    };
  }

  private Kind percent(int at) {
    if (at + 1 == length) {
      return Kind.BEGUN;
    }
    return text[at + 1] == 'u' || text[at + 1] == 'U'
        ? hex(at, 2, 4, Kind.CHARACTER)
        : hex(at, 1, 2, Kind.BYTE);
  }

  private Kind hex(int at, int skip, int digits, Kind kind) {
    int number = 0;
    for (int i = at + skip; i < at + skip + digits; i++) {
      if (i >= length) {
        return Kind.BEGUN;
      }
      int digit = digit(i, 16);
      if (digit < 0) {
        return Kind.NONE;
      }
      number = (number << 4) | digit;
    }
    return found(number, skip + digits, kind);
  }

  private Kind entity(int at) {
    if (at + 1 == length) {
      return Kind.BEGUN;
    }
    if (text[at + 1] != '#') {
      return named(at);
    }
    if (at + 2 == length) {
      return Kind.BEGUN;
    }
    boolean hex = text[at + 2] == 'x' || text[at + 2] == 'X';
    return hex ? number(at, at + 3, 16) : number(at, at + 2, 10);
  }

  /** The semicolon may be missing, as browsers have it. */
  private Kind number(int at, int first, int radix) {
    long number = 0;
    int i = first;
    while (i < length && i - first < MAX_ENTITY_DIGITS && digit(i, radix) >= 0) {
      number = number * radix + digit(i, radix);
      i++;
    }
    if (i == length && cut) {
      return Kind.BEGUN;
    }
    if (i == first || number > Character.MAX_CODE_POINT) {
      return Kind.NONE;
    }
    boolean closed = i < length && text[i] == ';';
    return found((int) number, (closed ? i + 1 : i) - at, Kind.CHARACTER);
  }

  private Kind named(int at) {
    boolean begun = false;
    for (int n = 0; n < NAMES.length; n++) {
      int end = at + 1 + NAMES[n].length();
      if (!matches(at + 1, NAMES[n])) {
        continue;
      }
      if (end >= length) {
        begun = true;
      } else if (text[end] == ';') {
        return found(NAMED.charAt(n), end + 1 - at, Kind.CHARACTER);
      }
    }
    return begun ? Kind.BEGUN : Kind.NONE;
  }

  /** Whether the text is the name as far as it goes. */
  private boolean matches(int at, String name) {
    for (int i = 0; i < name.length() && at + i < length; i++) {
      if ((text[at + i] | 0x20) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int digit(int at, int radix) {
    return text[at] < 0 ? -1 : Character.digit(text[at], radix);
  }

  private Kind found(int what, int bytes, Kind kind) {
    value = what;
    width = bytes;
    return kind;
  }
}
