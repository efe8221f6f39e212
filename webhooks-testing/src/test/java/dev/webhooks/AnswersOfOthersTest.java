package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.internal.http.RawServer;
import dev.webhooks.internal.http.TestTls;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guarantee W across tenants: the log says what an endpoint answered to this very POST. */
class AnswersOfOthersTest {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([0-9a-f]+)\"");
  private static final String TIMED_OUT =
      "HTTP/1.1 408 T\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final TestTls tls = new TestTls();

  /** What an endpoint says beside its answers: behind each at once, or a moment later. */
  enum Form {
    A_SECOND_ANSWER(OK, ""),
    MANY_ANSWERS(OK.repeat(50), ""),
    A_STRAY_LINE_END("\r\n", ""),
    A_BODY_LONGER_THAN_ITS_LENGTH("caf\u00e9", ""),
    AN_UNASKED_TIMEOUT(TIMED_OUT, ""),
    A_SECOND_ANSWER_LATER("", OK),
    AN_UNASKED_TIMEOUT_LATER("", TIMED_OUT),
    AN_ANSWER_BEHIND_THE_LAST_CHUNK(OK, "") {
      @Override
      String answer(String status, String type, String body) {
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        return "HTTP/1.1 "
            + status
            + "\r\nTransfer-Encoding: chunked\r\nContent-Type: "
            + type
            + "\r\n\r\n"
            + (body.isEmpty() ? "" : chunk)
            + "0\r\n\r\n";
      }
    };

    private final String behind;
    private final String later;

    Form(String behind, String later) {
      this.behind = behind;
      this.later = later;
    }

    String answer(String status, String type, String body) {
      return "HTTP/1.1 "
          + status
          + "\r\nContent-Length: "
          + body.length()
          + "\r\nContent-Type: "
          + type
          + "\r\n\r\n"
          + body;
    }
  }

  static Stream<Arguments> formsPlainAndUnderTls() {
    return Arrays.stream(Form.values())
        .flatMap(form -> Stream.of(Arguments.of(form, false), Arguments.of(form, true)));
  }

  @ParameterizedTest(name = "Guarantee W: a neighbour sends {0}, under TLS: {1}")
  @MethodSource("formsPlainAndUnderTls")
  void whatANeighbourSaysTooMuchIsNobodysAnswer(Form form, boolean underTls) throws IOException {
    RawServer.Script script = exchange -> answer(exchange, form);
    try (RawServer server = underTls ? tls.serving("127.0.0.1", script) : RawServer.start(script);
        Rig rig = new Rig(settings -> settings.trust(tls.trust()))) {
      String url = (underTls ? "https" : "http") + "://127.0.0.1:" + server.port();
      rig.webhooks.dispatcher().start();
      Webhook odd = register(rig, "acme", url + "/odd");
      Webhook failing = register(rig, "globex", url + "/failing");

      List<Integer> ofTheOdd = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        ofTheOdd.add(statusOf(rig, odd));
        assertThat(statusOf(rig, failing)).isEqualTo(500);
      }
      assertThat(deliveries(rig, failing))
          .hasSize(3)
          .allSatisfy(d -> assertThat(d.state()).isEqualTo(DeliveryState.PENDING));
      // What comes later may come when its next POST is out, and then costs that one.
      assertThat(ofTheOdd)
          .filteredOn(status -> status != 200)
          .hasSizeLessThanOrEqualTo(form.later.isEmpty() ? 0 : 1);
    }
  }

  /** Every POST to the odd one has something behind its answer, the handshake included. */
  private static void answer(RawServer.Exchange exchange, Form form) throws IOException {
    boolean failing = exchange.request.startsWith("POST /failing ");
    Matcher token = TOKEN.matcher(exchange.request);
    String body = token.find() ? "{\"verifyToken\":\"" + token.group(1) + "\"}" : "";
    String status = failing && body.isEmpty() ? "500 No" : "200 OK";
    String answer = form.answer(status, "application/json", body);
    exchange.write(failing ? answer : answer + form.behind);
    if (!failing && !form.later.isEmpty()) {
      exchange.pause(30);
      exchange.write(form.later);
    }
  }

  private static Webhook register(Rig rig, String workspace, String url) {
    WebhookSettings settings = WebhookSettings.builder().name("CRM").url(url).build();
    return rig.webhooks.registry().register(workspace, settings).webhook();
  }

  /** Publishes an event, and waits for the status of its first attempt. */
  private static Integer statusOf(Rig rig, Webhook webhook) {
    List<Delivery> before = deliveries(rig, webhook);
    rig.webhooks
        .publisher()
        .publish(Event.builder("message.sent").workspace(webhook.workspace()).data("Yes!").build());
    String delivery =
        deliveries(rig, webhook).stream()
            .map(Delivery::id)
            .filter(id -> before.stream().noneMatch(known -> known.id().equals(id)))
            .findFirst()
            .orElseThrow();
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> attempts(rig, webhook, delivery).size() == 1);
    return attempts(rig, webhook, delivery).get(0).httpStatus();
  }

  private static List<Attempt> attempts(Rig rig, Webhook webhook, String delivery) {
    return rig.webhooks.deliveryLog().find(webhook.workspace(), delivery).orElseThrow().attempts();
  }

  private static List<Delivery> deliveries(Rig rig, Webhook webhook) {
    DeliveryQuery query =
        DeliveryQuery.builder(webhook.workspace()).webhookId(webhook.id()).build();
    return rig.webhooks.deliveryLog().query(query).deliveries();
  }
}
