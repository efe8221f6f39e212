package dev.webhooks.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.JsonText;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
  private static final Instant TIME = Instant.parse("2026-05-13T19:24:02.310Z");

  private final EventJson json = new EventJson(256 * 1024, null);

  static Stream<Arguments> dataBeyondABound() {
    String digits = "1".repeat(1_001);
    String deep = "[".repeat(1_001) + "]".repeat(1_001);
    String name = "n".repeat(50_001);
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    return Stream.of(
        arguments(new JsonText("{\"n\":" + digits + "}"), "has a number of more than 1,000 digits"),
        arguments(
            new JsonText("{\"n\":-0." + digits + "}"), "has a number of more than 1,000 digits"),
        arguments(new JsonText("{\"n\":" + deep + "}"), "has more than 1,000 levels"),
        arguments(
            new JsonText("{\"" + name + "\":1}"),
            "has a name that is longer than 50,000 characters"),
        arguments(Map.of("n", itself), "has more than 1,000 levels, or refers to itself"));
  }

  /** Guarantee P: the sentence says which bound was passed, and nothing of the data. */
  @ParameterizedTest(name = "{1}")
  @MethodSource("dataBeyondABound")
  void theBoundThatWasPassedIsNamedAndNoOther(Object data, String bound) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> write(data))
        .withMessageContaining(bound)
        .satisfies(
            e -> {
              assertThat(e.field()).isEqualTo("data");
              assertThat(e.getMessage()).hasSizeLessThan(80).doesNotContain("111", "nnn");
            });
  }

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

  private enum Plan {
    FREE,
    PAID {
      @Override
      public String toString() {
        return "paid for";
      }
    }
  }

  private record Customer(
      String name, Optional<String> phone, LocalDate birthday, Plan plan, List<Duration> calls) {}

  @Test
  void writesRecordsAndWhatTheyHoldAsPeopleExpect() {
    Customer customer =
        new Customer(
            "Ada",
            Optional.empty(),
            LocalDate.of(1815, 12, 10),
            Plan.PAID,
            List.of(Duration.ofSeconds(90)));

    assertThat(dataOf(customer))
        .isEqualTo(
            "{\"name\":\"Ada\",\"phone\":null,\"birthday\":\"1815-12-10\",\"plan\":\"PAID\","
                + "\"calls\":[\"PT1M30S\"]}");
  }

  static Stream<Arguments> writesTheTypesOfTheJdk() {
    ZonedDateTime zoned = ZonedDateTime.of(2026, 5, 13, 19, 24, 0, 0, ZoneId.of("Europe/Paris"));
    return Stream.of(
        arguments(Instant.parse("2026-05-13T19:24:02.310999Z"), "\"2026-05-13T19:24:02.310Z\""),
        arguments(Date.from(TIME), "\"2026-05-13T19:24:02.310+00:00\""),
        arguments(zoned, "\"2026-05-13T19:24:00+02:00\""),
        arguments(zoned.toOffsetDateTime(), "\"2026-05-13T19:24:00+02:00\""),
        arguments(zoned.toLocalDateTime(), "\"2026-05-13T19:24:00\""),
        arguments(zoned.toLocalTime(), "\"19:24:00\""),
        arguments(zoned.toOffsetDateTime().toOffsetTime(), "\"19:24:00+02:00\""),
        arguments(zoned.toLocalDate(), "\"2026-05-13\""),
        arguments(YearMonth.from(zoned), "\"2026-05\""),
        arguments(Year.from(zoned), "\"2026\""),
        arguments(MonthDay.from(zoned), "\"--05-13\""),
        arguments(zoned.getDayOfWeek(), "\"WEDNESDAY\""),
        arguments(zoned.getZone(), "\"Europe/Paris\""),
        arguments(zoned.getOffset(), "\"+02:00\""),
        arguments(Period.ofDays(3), "\"P3D\""),
        arguments(Optional.of(Map.of("a", Optional.of(1))), "{\"a\":1}"),
        arguments(OptionalInt.empty(), "null"),
        arguments(OptionalInt.of(3), "3"),
        arguments(OptionalLong.of(4), "4"),
        arguments(OptionalDouble.of(0.5), "0.5"),
        arguments(new int[] {1, 2}, "[1,2]"),
        arguments(
            List.of(new BigDecimal("1.00"), 'c', UUID.fromString("0-0-0-0-1")),
            "[1.00,\"c\",\"00000000-0000-0000-0000-000000000001\"]"));
  }

  @ParameterizedTest
  @MethodSource
  void writesTheTypesOfTheJdk(Object data, String written) {
    assertThat(dataOf(data)).isEqualTo(written);
  }

  @Test
  void aRefusalNamesThePartItsTypeAndTheWayOut() {
    record Order(Map<String, Object> customer) {}

    assertThat(refusal(Map.of("orders", List.of(1, new Order(Map.of("birthday", new Object()))))))
        .returns("data.orders[1].customer.birthday", InvalidInputException::field)
        .hasMessageContaining("java.lang.Object")
        .hasMessageContaining("json(…)");
  }

  /** Guarantee P: a key of a map may be data as well. */
  @Test
  void aRefusalNamesNoKeyThatIsNotAPlainName() {
    assertThat(refusal(Map.of("ada@example.com", new Object())))
        .returns("data.…", InvalidInputException::field)
        .hasMessageNotContaining("ada");
  }

  @Test
  void aRefusalNamesThePartWhoseGetterFails() {
    record Cart(int total) {
      @Override
      public int total() {
        return Math.addExact(total, 1);
      }
    }

    assertThat(refusal(Map.of("cart", new Cart(Integer.MAX_VALUE))))
        .returns("data.cart.total", InvalidInputException::field)
        .hasMessageContaining("java.lang.ArithmeticException");
  }

  @Test
  void aTimeThatTheFormatCannotHoldIsRefusedWhereItStands() {
    assertThat(refusal(Map.of("at", Instant.MAX)).field()).isEqualTo("data.at");
  }

  @Test
  void aClassOfAClosedPackageIsRefusedWithTheWayToOpenIt(@TempDir Path folder) throws Exception {
    Object data = new ClosedModule(folder).data();

    assertThat(refusal(Map.of("order", data)))
        .returns("data.order", InvalidInputException::field)
        .hasMessageContaining("a shop.Order, which Jackson may not look into")
        .hasMessageContaining("\"opens shop;\" to the module-info of shop");
  }

  @Test
  void theHostsOwnWriterIsAskedForAllButJsonText() {
    EventJson own = new EventJson(1_000, data -> " { \"mine\" : \"" + data + "\" } ");

    assertThat(new String(own.write("a", TIME, Locale.ROOT), UTF_8))
        .endsWith("\"data\":{\"mine\":\"\"}}");
    assertThat(new String(own.write("a", TIME, new JsonText("[ 1 ]")), UTF_8))
        .endsWith("\"data\":[1]}");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "{", "1 2", "{\"card\": 4111, oops}"})
  void whatTheHostsOwnWriterAnswersIsChecked(String written) {
    EventJson own = new EventJson(1_000, data -> written);

    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> own.write("a", TIME, 1))
        .returns("data", InvalidInputException::field)
        .withMessageNotContaining("4111");
  }

  /** Guarantee B. */
  @Test
  void whatTheHostsOwnWriterAnswersIsBounded() {
    EventJson own = new EventJson(100, data -> '"' + "x".repeat(100) + '"');

    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> own.write("a", TIME, 1))
        .withMessageContaining("100 bytes");
  }

  @Test
  void whatTheHostsOwnWriterThrowsIsTheHostsToCatch() {
    IllegalStateException trouble = new IllegalStateException("the mapper is closed");
    EventJson own =
        new EventJson(
            100,
            data -> {
              throw trouble;
            });

    assertThatThrownBy(() -> own.write("a", TIME, 1)).isSameAs(trouble);
  }

  @Test
  void refusesRawTextThatJacksonWouldWriteUnseen() {
    assertThat(refusal(Map.of("a", new RawValue("}}}garbage"))).field()).isEqualTo("data.a");
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
    EventJson small = new EventJson(100, null);
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
    return dataOf(new JsonText(text));
  }

  private String dataOf(Object data) {
    String body = write(data);
    return body.substring(body.indexOf("\"data\":") + 7, body.length() - 1);
  }

  private InvalidInputException refusal(Object data) {
    return catchThrowableOfType(
        InvalidInputException.class, () -> json.write("message.sent", TIME, data));
  }
}
