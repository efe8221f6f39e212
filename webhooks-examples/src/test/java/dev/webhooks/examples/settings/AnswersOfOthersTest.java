package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.settings.TalkativeServer.Answer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Customers whose endpoints share a host and a port, one of which says too much. */
@Timeout(60)
class AnswersOfOthersTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String EMPTY_OK = OK + "content-length: 0\r\n\r\n";
  private static TalkativeServer server;
  private static TestSettings settings;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    server = new TalkativeServer();
    settings = TestSettings.start("--retry", "1h");
    api = settings.api();
  }

  @AfterAll
  static void stop() throws Exception {
    settings.close();
    server.close();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments("twice in one write", saying(EMPTY_OK + EMPTY_OK)),
        arguments("twenty times", saying(EMPTY_OK.repeat(20))),
        arguments("once more 100 ms later", later(EMPTY_OK)),
        arguments("a stray line behind", saying(EMPTY_OK + "\r\n")),
        arguments("a 408 that nobody asked for", later(EMPTY_OK.replace("200 OK", "408 Late"))),
        arguments(
            "a body that is longer than its length",
            saying(OK + "content-length: 4\r\n\r\ncaf\u00c3\u00a9" + EMPTY_OK)),
        arguments(
            "something behind the last chunk",
            saying(OK + "transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + EMPTY_OK)),
        arguments(
            "two lengths",
            saying(OK + "content-length: 0\r\ncontent-length: 2\r\n\r\n" + EMPTY_OK)));
  }

  private static Answer saying(String all) {
    return out -> out.write(all.getBytes(ISO_8859_1));
  }

  private static Answer later(String more) {
    return out -> {
      saying(EMPTY_OK).write(out);
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                try {
                  saying(more).write(out);
                } catch (IOException gone) {
                  // The sender may have closed the connection.
                }
              });
    };
  }

  /** Guarantee W: what the neighbour's endpoint answered, and nobody else's, is its outcome. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void whatOneSaysTooMuchIsNobodysAnswer(String form, Answer answer) throws Exception {
    server.answer(answer);
    String talkative = "talkative-" + form.hashCode();
    String neighbour = "neighbour-" + form.hashCode();
    api.register(talkative, server.url("/talkative"));
    api.register(neighbour, server.url("/neighbour"));

    for (int i = 0; i < 2; i++) {
      tried(talkative);
      JsonNode neighbours = tried(neighbour);

      assertThat(neighbours.get("lastStatus").asInt()).isEqualTo(500);
      assertThat(neighbours.get("state").asText()).isEqualTo("PENDING");
    }
  }

  /** An event's delivery, after its first attempt. */
  private static JsonNode tried(String workspace) throws Exception {
    String event = api.publish(workspace, 1).get(0).get("eventId").asText();
    String log = "/api/workspaces/" + workspace + "/deliveries?id=" + event;
    await().until(() -> api.get(log).json().at("/deliveries/0/attempts").asInt() == 1);
    return api.get(log).json().at("/deliveries/0");
  }
}
