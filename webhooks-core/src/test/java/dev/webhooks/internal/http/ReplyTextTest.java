package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an answer's bytes become text. */
class ReplyTextTest {

  private static String text(String contentType, String contentEncoding, byte[] body) {
    return text(contentType, contentEncoding, body, false);
  }

  private static String text(
      String contentType, String contentEncoding, byte[] body, boolean truncated) {
    return new HttpReply(
            200, contentType, contentEncoding, null, null, body, truncated, null, Duration.ZERO)
        .text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset=iso-8859-1",
        "text/plain;CHARSET=\"ISO-8859-1\"",
        "text/plain; boundary=x ; charset = 'Latin1'",
      })
  void theDeclaredCharsetIsUsedQuotedOrNotInAnyCase(String contentType) {
    assertThat(text(contentType, null, "café".getBytes(ISO_8859_1))).isEqualTo("café");
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1251, Привет",
    "koi8-r, Привет",
    "Shift_JIS, こんにちは",
    "EUC-KR, 안녕",
    "GB18030, 你好",
    "Big5, 你好",
    "iso-8859-15, 5 €",
    "windows-1252, “5 €”",
  })
  void whatTheWebUsesIsRead(String charset, String text) {
    assertThat(
            text("text/plain; charset=" + charset, null, text.getBytes(Charset.forName(charset))))
        .isEqualTo(text);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "text/plain; charset",
        "text/plain; charset=",
        "text/plain; charset=\"",
        "text/plain; charset=no-such-thing",
        "text/plain; charset=x-JISAutoDetect",
        "text/plain; charset=\u0000/../x",
      })
  void withoutACharsetThatIsKnownItIsUtf8(String contentType) {
    assertThat(text(contentType, null, "Grüße".getBytes(UTF_8))).isEqualTo("Grüße");
  }

  @Test
  void brokenTextIsReplacedNotRefused() {
    byte[] broken = {'a', (byte) 0xff, 'b'};

    assertThat(text("text/plain", null, broken)).isEqualTo("a\ufffdb");
    assertThat(text("text/plain; charset=us-ascii", null, broken)).isEqualTo("a\ufffdb");
    assertThat(text("text/plain; charset=shift_jis", null, broken)).contains("\ufffd");
  }

  @Test
  void aByteOrderMarkCountsForMoreThanTheHeader() {
    assertThat(text("text/plain; charset=iso-8859-1", null, "\ufeffGrüße".getBytes(UTF_8)))
        .isEqualTo("Grüße");
    assertThat(text(null, null, "Grüße".getBytes(UTF_16))).isEqualTo("Grüße");
    assertThat(text(null, null, "\ufeffGrüße".getBytes(UTF_16LE))).isEqualTo("Grüße");
  }

  @Test
  void utf16IsReadInEitherOrder() {
    assertThat(text("text/plain; charset=utf-16", null, "Grüße".getBytes(UTF_16BE)))
        .isEqualTo("Grüße");
    assertThat(text("text/plain; charset=utf-16le", null, "Grüße".getBytes(UTF_16LE)))
        .isEqualTo("Grüße");
  }

  /** A secret that reads as something else would be stored unredacted, and read back. */
  @ParameterizedTest(name = "Guarantee P: ASCII stays ASCII under {0}")
  @ValueSource(
      strings = {"utf-16", "utf-16le", "utf-32", "ibm037", "cp1047", "iso-2022-jp", "utf-7"})
  void guaranteeP_noCharsetHidesAnAsciiSecret(String charset) {
    assertThat(text("text/plain; charset=" + charset, null, "whsec_abcdef".getBytes(UTF_8)))
        .isEqualTo("whsec_abcdef");
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, gzip",
    "' GZIP ', gzip",
    "br, br",
    "'gzip, br', 'gzip, br'",
    "'identity, zstd', zstd",
    "made-up, made-up",
  })
  void aCompressedAnswerSaysSoInsteadOfGarbage(String header, String told) {
    assertThat(text("application/json", header, new byte[1234]))
        .isEqualTo("(compressed: " + told + ", 1234 bytes)");
    assertThat(text("application/json", header, new byte[4096], true))
        .isEqualTo("(compressed: " + told + ", more than 4096 bytes)");
    assertThat(text("application/json", header, new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "Identity, ", "utf-8", "UTF8", "iso-8859-1"})
  void whatIsNotCompressedIsShown(String header) {
    assertThat(text("text/plain", header, "ok".getBytes(UTF_8))).isEqualTo("ok");
  }

  @Test
  void guaranteeP_theHeaderIsCleanedAndBounded() throws IOException {
    try (RawServer server =
            RawServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Encoding: g\u001b[31m"
                    + "x".repeat(500)
                    + "\r\nContent-Length: 2\r\n\r\nab");
        HttpSender sender = Senders.local()) {
      assertThat(sender.post(Senders.post(server.url())).text())
          .isEqualTo("(compressed: g?[31m" + "x".repeat(34) + ", 2 bytes)");
    }
  }
}
