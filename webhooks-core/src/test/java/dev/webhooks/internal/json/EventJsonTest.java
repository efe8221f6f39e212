package dev.webhooks.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
  private static final Instant TIME = Instant.parse("2026-05-13T19:24:02.310Z");

  private final EventJson json = new EventJson(256 * 1024);

  /** The example of the public contract, to the byte. */
  @Test
  void writesTheBodyOfTheWireContract() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("conversationId", "65f3a2...");
    data.put("messageId", "msg_...");
    data.put("direction", "outbound");
    data.put("type", "ai");
    data.put("text", "Yes!");
    data.put("creditsUsed", 1);

    assertThat(write(data))
        .isEqualTo(
            "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":"
                + "{\"conversationId\":\"65f3a2...\",\"messageId\":\"msg_...\",\"direction\":\"outbound\","
                + "\"type\":\"ai\",\"text\":\"Yes!\",\"creditsUsed\":1}}");
  }

  @Test
  void compactsJsonTextAndKeepsItsValuesAsWritten() {
    String text =
        " { \"b\" : 1.00, \"a\": [ 1e400, 12345678901234567890123, -0.0, null, true ],\n\"é\":\"😀\\u0041\"} ";

    assertThat(data(text))
        .isEqualTo(
            "{\"b\":1.00,\"a\":[1e400,12345678901234567890123,-0.0,null,true],\"é\":\"😀A\"}");
  }

  /**
   * Half a pair of surrogates has no UTF-8; as an escape it is valid JSON, and means what the host
   * passed in.
   */
  @Test
  void writesHalfAPairOfSurrogatesAsAnEscape() {
    assertThat(data("\"\\ud800x\"")).isEqualTo("\"\\uD800x\"");
    assertThat(data("\"\ud800\"")).isEqualTo("\"\\uD800\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "17", "\"text\"", "[]", "{}"})
  void takesAnyJsonValueAsData(String value) {
    assertThat(data(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-13T19:24:02Z, 2026-05-13T19:24:02.000Z",
    "2026-05-13T19:24:02.3109999Z, 2026-05-13T19:24:02.310Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999Z"
  })
  void writesTimesInUtcWithMilliseconds(String time, String written) {
    String body = new String(json.write("a", Instant.parse(time), Map.of()), UTF_8);

    assertThat(body).contains("\"timestamp\":\"" + written + "\"");
  }

  @Test
  void aLocaleWithOtherDigitsChangesNothing() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
    try {
      assertThat(write(Map.of("n", 1))).contains("2026-05-13T19:24:02.310Z").contains("{\"n\":1}");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "[1,",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "01",
        "NaN",
        "{} {}",
        "1 2",
        "\"\\x\"",
        "\"a\nb\"",
        "// comment\n1",
        "undefined"
      })
  void refusesTextThatIsNotOneJsonValue(String text) {
    InvalidInputException refusal = refusal(new JsonText(text));

    assertThat(refusal.field()).isEqualTo("data");
  }

  @Test
  void refusesNestingThatWouldExhaustAReader() {
    assertThat(refusal(new JsonText("[".repeat(10_000) + "]".repeat(10_000))).field())
        .isEqualTo("data");
  }

  @Test
  void refusesDataThatRefersToItself() {
    Map<String, Object> loop = new LinkedHashMap<>();
    loop.put("self", loop);

    assertThat(refusal(loop).field()).isEqualTo("data");
  }

  @Test
  void refusesWhatJacksonCannotWriteAndNamesTheType() {
    assertThat(refusal(Map.of("at", new Object())))
        .hasMessageContaining("data")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void refusesRawTextThatJacksonWouldWriteUnseen() {
    assertThat(refusal(Map.of("a", new RawValue("}}}garbage"))).field()).isEqualTo("data");
  }

  /** Guarantee P: data may be confidential. */
  @Test
  void aRefusalDoesNotQuoteTheData() {
    assertThat(refusal(new JsonText("{\"card\": 4111111111111111, oops}")))
        .hasMessageNotContaining("4111")
        .hasMessageNotContaining("oops")
        .hasMessageContaining("line 1");
  }

  /** Guarantee B. */
  @Test
  void theLimitHoldsForTheWholeBody() {
    EventJson small = new EventJson(100);
    int frame = write("").length() - "\"\"".length();
    String fits = "x".repeat(100 - frame - 2);

    assertThat(small.write("message.sent", TIME, fits)).hasSize(100);
    for (Object tooLong :
        List.of(fits + "x", new JsonText('"' + fits + "x\""), new JsonText("9".repeat(500)))) {
      InvalidInputException refusal =
          catchThrowableOfType(
              InvalidInputException.class, () -> small.write("message.sent", TIME, tooLong));
      assertThat(refusal).hasMessageContaining("data").hasMessageContaining("100 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0001-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"})
  void refusesTimesThatTheFormatCannotHold(String time) {
    InvalidInputException refusal =
        catchThrowableOfType(
            InvalidInputException.class, () -> json.write("a", Instant.parse(time), Map.of()));

    assertThat(refusal.field()).isEqualTo("timestamp");
  }

  private String write(Object data) {
    return new String(json.write("message.sent", TIME, data), UTF_8);
  }

  private String data(String text) {
    String body = write(new JsonText(text));
    return body.substring(body.indexOf("\"data\":") + 7, body.length() - 1);
  }

  private InvalidInputException refusal(Object data) {
    return catchThrowableOfType(
        InvalidInputException.class, () -> json.write("message.sent", TIME, data));
  }
}
