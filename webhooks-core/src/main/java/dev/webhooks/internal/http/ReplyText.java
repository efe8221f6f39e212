package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer's body as text: by its byte order mark, by the charset that it declares, or UTF-8. */
final class ReplyText {
  private static final int MAX_CODING_LENGTH = 40;

  /**
   * What the web uses and is plain to decode, by the names that it goes by. Not all that the JDK
   * knows: a charset in which ASCII reads as something else would hide a secret from its redaction
   * and give it back to whoever reads it the other way. So no EBCDIC, and none with escapes.
   */
  private static final Set<String> ASCII_BASED =
      Set.of(
          "us-ascii",
          "ascii",
          "iso-8859-1",
          "iso8859-1",
          "iso_8859-1",
          "latin1",
          "l1",
          "iso-8859-2",
          "iso-8859-3",
          "iso-8859-4",
          "iso-8859-5",
          "iso-8859-6",
          "iso-8859-7",
          "iso-8859-8",
          "iso-8859-9",
          "iso-8859-13",
          "iso-8859-15",
          "iso-8859-16",
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "windows-1253",
          "windows-1254",
          "windows-1255",
          "windows-1256",
          "windows-1257",
          "windows-1258",
          "cp1250",
          "cp1251",
          "cp1252",
          "ibm866",
          "koi8-r",
          "koi8-u",
          "windows-874",
          "tis-620",
          "gb2312",
          "gbk",
          "gb18030",
          "big5",
          "shift_jis",
          "windows-31j",
          "euc-jp",
          "euc-kr");

  private static final Map<String, Charset> WIDE =
      Map.of("utf-16", UTF_16BE, "utf-16be", UTF_16BE, "utf-16le", UTF_16LE);

  private ReplyText() {}

  static String of(HttpReply reply) {
    byte[] body = reply.body();
    String compression = compression(reply.contentEncoding());
    if (compression != null && body.length > 0) {
      String more = reply.truncated() ? "more than " : "";
      return "(compressed: " + compression + ", " + more + body.length + " bytes)";
    }
    return decoded(body, charset(reply.contentType()));
  }

  /** What the header names, but for {@code identity}, and charsets that stand there by mistake. */
  static @Nullable String compression(@Nullable String contentEncoding) {
    if (contentEncoding == null) {
      return null;
    }
    List<String> codings = new ArrayList<>();
    for (String part : contentEncoding.split(",", -1)) {
      String coding = part.strip().toLowerCase(Locale.ROOT);
      if (!coding.isEmpty() && !coding.equals("identity") && !isCharset(coding)) {
        codings.add(coding);
      }
    }
    return codings.isEmpty() ? null : Ascii.cleaned(String.join(", ", codings), MAX_CODING_LENGTH);
  }

  private static boolean isCharset(String name) {
    return name.equals("utf-8")
        || name.equals("utf8")
        || ASCII_BASED.contains(name)
        || WIDE.containsKey(name);
  }

  private static String decoded(byte[] body, Charset declared) {
    if (startsWith(body, 0xef, 0xbb, 0xbf)) {
      return new String(body, 3, body.length - 3, UTF_8);
    }
    if (startsWith(body, 0xfe, 0xff)) {
      return new String(body, 2, body.length - 2, UTF_16BE);
    }
    if (startsWith(body, 0xff, 0xfe)) {
      return new String(body, 2, body.length - 2, UTF_16LE);
    }
    boolean mistaken = WIDE.containsValue(declared) && !hasNul(body);
    return new String(body, mistaken ? UTF_8 : declared);
  }

  private static boolean startsWith(byte[] body, int... mark) {
    if (body.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((body[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** As every second byte of Western text in UTF-16 is, and no byte of ASCII. */
  private static boolean hasNul(byte[] body) {
    for (byte b : body) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static Charset charset(@Nullable String contentType) {
    String name = contentType == null ? "" : parameter(contentType).toLowerCase(Locale.ROOT);
    Charset wide = WIDE.get(name);
    if (wide != null) {
      return wide;
    }
    return ASCII_BASED.contains(name) && Charset.isSupported(name) ? Charset.forName(name) : UTF_8;
  }

  /** The first {@code charset}, with or without quotes; empty if there is none. */
  private static String parameter(String contentType) {
    for (String part : contentType.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase("charset")) {
        String value = part.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0;
        return quoted ? value.substring(1, value.length() - 1).strip() : value;
      }
    }
    return "";
  }
}
