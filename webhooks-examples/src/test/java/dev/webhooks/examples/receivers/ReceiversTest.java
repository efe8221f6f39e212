package dev.webhooks.examples.receivers;

import static dev.webhooks.signing.StandardSigner.ID_HEADER;
import static dev.webhooks.signing.StandardSigner.SIGNATURE_HEADER;
import static dev.webhooks.signing.StandardSigner.TIMESTAMP_HEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.webhooks.examples.host.DMtoLead;
import dev.webhooks.examples.receivers.RunningReceiver.Reply;
import dev.webhooks.signing.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The receivers that customers copy, in every language: the same requests, and the same answers.
 */
@Timeout(120)
@Order(1)
class ReceiversTest {
  private static final String QUESTION =
      "{\"event\":\"webhook.verify\",\"verifyToken\":\"abc123\",\"timestamp\":\"2026-05-13T19:24:00.000Z\"}";

  private final ApiKey oldKey = ApiKey.generate(new SecureRandom());
  private final ApiKey newKey = ApiKey.generate(new SecureRandom());
  private final String keys = oldKey.reveal() + " " + newKey.reveal();

  @TempDir private static Path built;
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void withoutAKeyTheHandshakeIsAnsweredAndEventsAreAskedForAgain(Language language)
      throws Exception {
    language.need();
    try (RunningReceiver receiver = start(language, Signatures.HEX, "")) {
      assertIsAnswer(receiver.post(question(newKey)));

      Post event = event(0, newKey);
      Reply reply = receiver.post(event);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.retryAfter()).isEqualTo("60");
      assertThat(receiver.post(event.with(Post.EVENT, "webhook.verify")).status())
          .as("a header makes no question of an event")
          .isEqualTo(503);
      assertThat(receiver.handled()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("languagesAndSignatures")
  void whatEitherKeySignsIsTakenOnceAndNothingElseIs(Language language, Signatures signatures)
      throws Exception {
    language.need();
    Map<String, Post> genuine = genuine();
    try (RunningReceiver receiver = start(language, signatures, keys)) {
      assertIsAnswer(receiver.post(question(oldKey)));
      assertIsAnswer(receiver.post(question(newKey)));
      for (Post post : genuine.values()) {
        assertThat(receiver.post(post).status()).as(post.header(Post.DELIVERY)).isEqualTo(200);
      }
      for (Post post : genuine.values()) {
        Post again = post.with("X-DMtoLead-Attempt", "2");
        assertThat(receiver.post(again).status()).as("again").isEqualTo(200);
      }
      assertThat(receiver.post(signedInTheOtherWayAlone(signatures)).status())
          .as("its sender doesn't choose how it is verified")
          .isEqualTo(401);
      Map<String, Post> forgeries = Forgeries.of(newKey, Instant.now());
      assertThat(forgeries).hasSize(30);
      Map<String, Integer> taken = new LinkedHashMap<>();
      for (Map.Entry<String, Post> forgery : forgeries.entrySet()) {
        int status = receiver.post(forgery.getValue()).status();
        if (status != 401) {
          taken.put(forgery.getKey(), status);
        }
      }
      assertThat(taken).isEmpty();
      assertThat(receiver.handled())
          .as("each once, and nothing else")
          .containsExactlyElementsOf(genuine.keySet());
    }
  }

  private RunningReceiver start(Language language, Signatures signatures, String keys)
      throws Exception {
    Path source = language.prepare(built, "DMtoLead", signatures);
    return RunningReceiver.start(language, source, folder, keys);
  }

  static Stream<Arguments> languagesAndSignatures() {
    return Stream.of(Language.values())
        .flatMap(
            language ->
                Stream.of(Signatures.values()).map(scheme -> Arguments.of(language, scheme)));
  }

  @ParameterizedTest
  @EnumSource
  void theSampleThatCurlSendsIsGenuine(Signatures signatures) throws Exception {
    Path script = folder.resolve("sign.sh");
    Files.writeString(script, Snippet.filled("sign.sh", "DMtoLead", signatures));
    try (RunningReceiver receiver = start(Language.JAVA, signatures, keys)) {
      assertThat(sendSample(script, newKey, receiver.url())).contains("200 OK");
      assertThat(sendSample(script, ApiKey.generate(new SecureRandom()), receiver.url()))
          .contains("401 Unauthorized");
      assertThat(receiver.handled()).containsExactly("dlv_sample");
    }
  }

  private static String sendSample(Path script, ApiKey key, String url) throws Exception {
    for (String needed : List.of("curl", "openssl")) {
      try {
        new ProcessBuilder(needed, "--help")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (IOException e) {
        System.out.println("SKIPPED: sign.sh is not tested here: " + needed + " is missing");
        abort(needed + " is missing");
      }
    }
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), url);
    builder.environment().put("WEBHOOK_API_KEY", key.reveal());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static void assertIsAnswer(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.contentType()).startsWith("application/json");
    assertThat(reply.body().replaceAll("\\s", "")).isEqualTo("{\"verifyToken\":\"abc123\"}");
  }

  private static Post question(ApiKey key) {
    return Post.signed("webhook.verify", "dlv_question", QUESTION, Instant.now(), key);
  }

  /** The five events of the contract and four that are easily read wrongly, by their ids. */
  private Map<String, Post> genuine() {
    List<Post> posts = new ArrayList<>();
    for (int i = 0; i < DMtoLead.CONVERSATION.size(); i++) {
      posts.add(event(i, i % 2 == 0 ? oldKey : newKey));
    }
    posts.add(
        message(
            "dlv_text", "{ \"text\" : \"Ja! ✓ \\ud83e\\udd84 🦄 </script>\\r\\n\"}\r\n", newKey));
    posts.add(message("dlv_numbers", "[1.0,1e2,12345678901234567890,\"1\"]", newKey));
    posts.add(message("dlv_large", "\"" + "x".repeat(256 * 1024) + "\"", oldKey, newKey));
    Post twice = message("dlv_many", "{}", newKey);
    String strangers = question(ApiKey.generate(new SecureRandom())).header(SIGNATURE_HEADER);
    posts.add(
        twice.with(
            SIGNATURE_HEADER, "v1a,AAAA " + strangers + " " + twice.header(SIGNATURE_HEADER)));
    Map<String, Post> genuine = new LinkedHashMap<>();
    posts.forEach(post -> genuine.put(post.header(Post.DELIVERY), post));
    return genuine;
  }

  private Post signedInTheOtherWayAlone(Signatures signatures) {
    Post signed = message("dlv_other", "{}", newKey);
    return signatures == Signatures.HEX
        ? signed.without(Post.SIGNATURE)
        : signed.without(ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER);
  }

  private static Post event(int number, ApiKey key) {
    DMtoLead.Example example = DMtoLead.CONVERSATION.get(number);
    return signed(example.type(), "dlv_" + number, example.data(), key);
  }

  private static Post message(String id, String data, ApiKey key, ApiKey... more) {
    return signed("message.sent", id, data, key, more);
  }

  private static Post signed(String type, String id, String data, ApiKey key, ApiKey... more) {
    String json =
        "{\"event\":\""
            + type
            + "\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":"
            + data
            + "}";
    return Post.signed(type, id, json, Instant.now(), key, more);
  }
}
