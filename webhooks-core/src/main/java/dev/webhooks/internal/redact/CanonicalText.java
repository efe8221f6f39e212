package dev.webhooks.internal.redact;

import dev.webhooks.model.Invisible;
import java.util.Arrays;

/**
 * A text as UTF-8, without its invisible characters; each byte knows which characters of the source
 * it stands for. So a secret is searched for in one spelling, and found where it stands in another.
 */
final class CanonicalText {
  private static final int REPLACEMENT = '?';

  private final byte[] bytes;

  /** Where in the source each byte's character or escape begins, and where it ends. */
  private final int[] from;

  private final int[] to;
  private final int length;

  private CanonicalText(Writer written) {
    this.bytes = written.bytes;
    this.from = written.from;
    this.to = written.to;
    this.length = written.length;
  }

  static CanonicalText of(String source) {
    Writer out = new Writer(source.length() * 3);
    for (int i = 0; i < source.length(); i++) {
      out.character(source.charAt(i), i, i + 1);
    }
    return new CanonicalText(out.ended());
  }

  /**
   * This text with the characters that its escapes stand for; this very object when it has none.
   *
   * @param cut whether the text went on, so that the beginning of an escape at its end is none of
   *     its characters
   */
  CanonicalText unescaped(boolean cut) {
    Escapes escapes = new Escapes(bytes, length, cut);
    Writer out = new Writer(length);
    boolean changed = false;
    int i = 0;
    while (i < length) {
      Escapes.Kind kind = escapes.read(i);
      int width = 1;
      switch (kind) {
        case CHARACTER -> {
          width = escapes.width();
          out.character(escapes.value(), from[i], to[i + width - 1]);
        }
        case BYTE -> {
          width = escapes.width();
          out.octet((byte) escapes.value(), from[i], to[i + width - 1]);
        }
        case BEGUN -> {
          if (cut) {
            width = length - i;
          } else {
            out.octet(bytes[i], from[i], to[i]);
          }
        }
        case NONE -> out.octet(bytes[i], from[i], to[i]);
      }
      changed |= kind != Escapes.Kind.NONE;
      i += width;
    }
    return changed ? new CanonicalText(out.ended()) : this;
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }

  /** Where in the source the byte's character begins. */
  int from(int index) {
    return from[index];
  }

  /** Where in the source the byte's character ends. */
  int to(int index) {
    return to[index];
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Collects bytes. Not thread safe. */
  private static final class Writer {
    private final byte[] bytes;
    private final int[] from;
    private final int[] to;
    private int length;

    /** The first half of a character whose second half may follow; 0 for none. */
    private int high;

    private int highFrom;
    private int highTo;

    /**
     * @param capacity in bytes
     */
    Writer(int capacity) {
      bytes = new byte[capacity];
      from = new int[capacity];
      to = new int[capacity];
    }

    void octet(byte octet, int begin, int end) {
      flush();
      if (octet < 0 || !Invisible.is(octet) || isSpace(octet)) {
        put(octet, begin, end);
      }
    }

    /** A character, or a half of one. */
    void character(int value, int begin, int end) {
      if (value >= Character.MIN_HIGH_SURROGATE && value <= Character.MAX_HIGH_SURROGATE) {
        flush();
        high = value;
        highFrom = begin;
        highTo = end;
      } else if (value >= Character.MIN_LOW_SURROGATE && value <= Character.MAX_LOW_SURROGATE) {
        if (high == 0) {
          put((byte) REPLACEMENT, begin, end);
        } else {
          int whole = Character.toCodePoint((char) high, (char) value);
          high = 0;
          encode(whole, highFrom, end);
        }
      } else {
        flush();
        encode(value, begin, end);
      }
    }

    Writer ended() {
      flush();
      return this;
    }

    private void flush() {
      if (high != 0) {
        high = 0;
        put((byte) REPLACEMENT, highFrom, highTo);
      }
    }

    private void encode(int codePoint, int begin, int end) {
      if (Invisible.is(codePoint) && !isSpace(codePoint)) {
        return;
      }
      if (codePoint < 0x80) {
        put((byte) codePoint, begin, end);
      } else if (codePoint < 0x800) {
        put((byte) (0xC0 | (codePoint >> 6)), begin, end);
        put(continuation(codePoint), begin, end);
      } else if (codePoint < 0x10000) {
        put((byte) (0xE0 | (codePoint >> 12)), begin, end);
        put(continuation(codePoint >> 6), begin, end);
        put(continuation(codePoint), begin, end);
      } else {
        put((byte) (0xF0 | (codePoint >> 18)), begin, end);
        put(continuation(codePoint >> 12), begin, end);
        put(continuation(codePoint >> 6), begin, end);
        put(continuation(codePoint), begin, end);
      }
    }

    private static byte continuation(int bits) {
      return (byte) (0x80 | (bits & 0x3F));
    }

    private static boolean isSpace(int value) {
      return value == '\n' || value == '\r' || value == '\t';
    }

    private void put(byte octet, int begin, int end) {
      bytes[length] = octet;
      from[length] = begin;
      to[length] = end;
      length++;
    }
  }
}
