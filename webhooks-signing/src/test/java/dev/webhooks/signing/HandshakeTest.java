package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final String QUESTION =
      "{\"event\":\"webhook.verify\",\"verifyToken\":\"abc123\",\"timestamp\":\"2026-05-13T19:24:00.000Z\"}";
  private static final String ANSWER = "{\"verifyToken\":\"abc123\"}";

  @Test
  void aQuestionIsAnsweredWithItsToken() {
    assertThat(answer(QUESTION)).contains(ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'verifyToken':'abc123','event':'webhook.verify'}",
        " \r\n\t{ 'event' : 'webhook.verify' , 'verifyToken' : 'abc123' } \n",
        "{'event':'webhook\\u002Everify','verify\\u0054oken':'\\u0061bc\\u00312\\u0033'}",
        "{'event':'webhook.verify','verifyToken':'abc123','more':[{},[],-1.5e+3,true,false,null,'']}",
        "{'event':'webhook.verify','verifyToken':'abc123','data':{'event':'x','verifyToken':'y'}}",
      })
  void howAQuestionIsWrittenDoesNotMatter(String body) {
    assertThat(answer(body.replace('\'', '"'))).contains(ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'event':'message.sent','verifyToken':'abc123'}",
        "{'event':'webhook.verify '}",
        "{'event':'webhook.verify'}",
        "{'event':'webhook.verify','verifyToken':null}",
        "{'event':'webhook.verify','verifyToken':123}",
        "{'event':'webhook.verify','verifyToken':['abc123']}",
        "{'event':['webhook.verify'],'verifyToken':'abc123'}",
        "{'Event':'webhook.verify','verifyToken':'abc123'}",
        "{'verifyToken':'abc123'}",
        "{'data':{'event':'webhook.verify','verifyToken':'abc123'}}",
        "{'event':'message.sent','data':{'event':'webhook.verify','verifyToken':'abc123'}}",
        "{'event':'message.sent','data':'\\'event\\':\\'webhook.verify\\',\\'verifyToken\\':\\'a\\''}",
        "[{'event':'webhook.verify','verifyToken':'abc123'}]",
        "'webhook.verify'",
        "{}",
        "null",
        "",
        " ",
      })
  void whatIsNoQuestionHasNoAnswer(String body) {
    assertThat(answer(body.replace('\'', '"'))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{Q",
        "Q",
        "{Q}}",
        "{Q} {}",
        "{Q},",
        "{Q,}",
        "{,Q}",
        "{Q}\uffff",
        "\ufeff{Q}",
        "{Q}\u0000",
        "{Q}\u00a0",
        "{Q}//",
        "{Q,'event':'webhook.verify'}",
        "{Q,'event':'message.sent'}",
        "{'event':'message.sent',Q}",
        "{Q,'\\u0065vent':1}",
        "{Q,'a':1,'a':2}",
        "{Q,'a':{'b':1,'b':2}}",
        "{Q,'a'}",
        "{Q,'a':}",
        "{Q,'a' 'b'}",
        "{Q,a:1}",
        "{Q,1:1}",
        "{Q 'a':1}",
        "{Q;'a':1}",
        "{Q,'a':01}",
        "{Q,'a':+1}",
        "{Q,'a':1.}",
        "{Q,'a':.5}",
        "{Q,'a':1e}",
        "{Q,'a':0x1}",
        "{Q,'a':-}",
        "{Q,'a':NaN}",
        "{Q,'a':Infinity}",
        "{Q,'a':\u0661}",
        "{Q,'a':True}",
        "{Q,'a':truer}",
        "{Q,'a':nul}",
        "{Q,'a':[}",
        "{Q,'a':[1,]}",
        "{Q,'a':[1 2]}",
        "{Q,'a':[}]",
        "{Q,'a':{]}",
        "{Q,'a':'}",
        "{Q,'a':'\\'}",
        "{Q,'a':'\\x41'}",
        "{Q,'a':'\\u12'}",
        "{Q,'a':'\\u+123'}",
        "{Q,'a':'\\u\uff11\uff11\uff11\uff11'}",
        "{Q,'a':'\n'}",
        "{Q,'a':'\u001f'}",
        "{Q,'a':'\\",
        "{Q,'a':'\\u",
      })
  void whatIsNotJsonToTheLetterHasNoAnswer(String body) {
    String question = "\"event\":\"webhook.verify\",\"verifyToken\":\"abc123\"";

    assertThat(answer(body.replace('\'', '"').replace("Q", question))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\\\"            | \\u0022",
        "\\\\            | \\u005c",
        "\\/             | /",
        "\\b\\f\\n\\r\\t | \\u0008\\u000c\\u000a\\u000d\\u0009",
        "\\u0000         | \\u0000",
        "</script>'&     | \\u003c/script\\u003e\\u0027\\u0026",
        "✓               | \\u2713",
        "🦄              | \\ud83e\\udd84",
        "\\uD800         | \\ud800",
        "\u007f          | \\u007f",
        "-_.~+=          | -_.~+=",
      })
  void aTokenIsEchoedWhateverItHoldsInAsciiThatNoPageTakesForMarkup(String token, String echo) {
    assertThat(answer("{\"event\":\"webhook.verify\",\"verifyToken\":\"" + token + "\"}"))
        .contains("{\"verifyToken\":\"" + echo + "\"}");
  }

  @Test
  void anEmptyTokenIsEchoedToo() {
    assertThat(answer("{\"event\":\"webhook.verify\",\"verifyToken\":\"\"}"))
        .contains("{\"verifyToken\":\"\"}");
  }

  @Test
  void otherEncodingsHaveNoAnswer() {
    assertThat(Handshake.answer(QUESTION.getBytes(UTF_16))).isEmpty();
    assertThat(Handshake.answer(QUESTION.replace("abc", "\u00e9").getBytes(ISO_8859_1))).isEmpty();
    byte[] overlong = QUESTION.replace("abc", "\u00c0\u00af").getBytes(ISO_8859_1);
    assertThat(Handshake.answer(overlong)).isEmpty();
  }

  /** Guarantee B, on the receiver's side. */
  @Test
  void depthAndLengthAreBounded() {
    assertThat(answer(around("[".repeat(62) + "]".repeat(62)))).contains(ANSWER);
    assertThat(answer(around("[".repeat(63) + "]".repeat(63)))).contains(ANSWER);
    assertThat(answer(around("[".repeat(64) + "]".repeat(64)))).isEmpty();
    assertThat(answer(around("{\"a\":".repeat(64) + "1" + "}".repeat(64)))).isEmpty();
    assertThat(answer(around("[".repeat(4000)))).isEmpty();
    assertThat(answer(QUESTION + " ".repeat(8192 - QUESTION.length()))).contains(ANSWER);
    assertThat(answer(QUESTION + " ".repeat(8193 - QUESTION.length()))).isEmpty();
  }

  private static String around(String value) {
    return "{\"more\":" + value + "," + QUESTION.substring(1);
  }

  /** The seed is fixed. Whatever is made of a question, the answer is its token or none. */
  @Test
  void noMutationIsAnError() {
    Random random = new Random(20261128);
    byte[] pieces = "{}[]\",:\\u0019eE+-.truefalsn \n\u0000".getBytes(UTF_8);
    int answered = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] body = around("[1.5,{\"a\":\"\\u00e9\\n\"},null]").getBytes(UTF_8);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        body = edit(body, pieces, random);
      }
      answered += Handshake.answer(body).isPresent() ? 1 : 0;
    }
    assertThat(answered).isBetween(100, 10_000);
  }

  private static byte[] edit(byte[] body, byte[] pieces, Random random) {
    int at = random.nextInt(body.length);
    byte[] edited = body.clone();
    switch (random.nextInt(4)) {
      case 0 -> edited[at] = (byte) random.nextInt(256);
      case 1 -> edited[at] = pieces[random.nextInt(pieces.length)];
      case 2 -> edited = Arrays.copyOf(body, Math.max(at, 1));
      default -> {
        edited = Arrays.copyOf(body, body.length + 1);
        System.arraycopy(body, at, edited, at + 1, body.length - at);
        edited[at] = pieces[random.nextInt(pieces.length)];
      }
    }
    return edited;
  }

  private static Optional<String> answer(String body) {
    return Handshake.answer(body.getBytes(UTF_8));
  }
}
