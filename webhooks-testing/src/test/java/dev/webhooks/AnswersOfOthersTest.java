package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.internal.http.RawServer;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee W across tenants: the log says what an endpoint answered to this very POST. */
class AnswersOfOthersTest {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([0-9a-f]+)\"");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  @ParameterizedTest(name = "Guarantee W: behind every answer of a neighbour comes {0}")
  @ValueSource(strings = {OK, "\r\n", "HTTP/1.1 408 T\r\nConnection: close\r\n\r\n", "caf\u00e9"})
  void whatANeighbourSaysTooMuchIsNobodysAnswer(String tooMuch) throws IOException {
    try (RawServer server = RawServer.start(exchange -> answer(exchange, tooMuch));
        Rig rig = new Rig()) {
      rig.webhooks.dispatcher().start();
      Webhook odd = register(rig, "acme", server.url() + "/odd");
      Webhook failing = register(rig, "globex", server.url() + "/failing");

      for (int i = 1; i <= 3; i++) {
        assertThat(statusOf(rig, odd)).isEqualTo(200);
        assertThat(statusOf(rig, failing)).isEqualTo(500);
      }
      assertThat(deliveries(rig, failing))
          .hasSize(3)
          .allSatisfy(d -> assertThat(d.state()).isEqualTo(DeliveryState.PENDING));
    }
  }

  /** Every POST to the odd one has something behind its answer, the handshake included. */
  private static void answer(RawServer.Exchange exchange, String tooMuch) throws IOException {
    boolean failing = exchange.request.startsWith("POST /hook/failing ");
    Matcher token = TOKEN.matcher(exchange.request);
    String answer = failing ? OK.replace("200 OK", "500 No") : OK;
    if (token.find()) {
      String body = "{\"verifyToken\":\"" + token.group(1) + "\"}";
      answer =
          OK.replace("Length: 0", "Length: " + body.length() + "\r\nContent-Type: application/json")
              + body;
    }
    exchange.write(failing ? answer : answer + tooMuch);
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
