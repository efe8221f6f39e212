package dev.webhooks.examples.pages;

import static java.time.temporal.ChronoUnit.MINUTES;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Half an hour of a workspace whose analytics were down for five minutes, always the same. */
final class SampleWorkspace {
  static final Instant NOW = Instant.parse("2026-11-23T14:41:52.000Z");

  /** One that was refused, timed out, and arrived in the end. */
  static final String OPENED = "dlv_01kar6c2m4q8zp3v9t5w7x1y0b";

  private static final DateTimeFormatter WIRE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final List<String> TYPES =
      List.of(
          "message.received",
          "message.sent",
          "message.received",
          "message.sent",
          "conversation.created",
          "automation.triggered",
          "conversation.closed");
  private static final String BODY =
      """
      {"event":"message.sent","timestamp":"2026-11-23T14:41:00.214Z","data":\
      {"conversationId":"65f3a2d81c","messageId":"msg_9041827736450192837","direction":"outbound",\
      "type":"ai","text":"Yes, the course is still open! Shall I send you the link?",\
      "creditsUsed":1.0}}""";

  private static final String CRM = "wh_01kaqw3e5r7t9y1v3q5p7a9s1d";
  private static final String ANALYTICS = "wh_01kaqw8k2m4n6b8v0c2x4z6h8j";
  private static final String BOOKING = "wh_01kaqx1d3f5g7h9j1k3m5n7b9v";
  private static final String SPREADSHEET = "wh_01kaqx6q8w0e2r4t6y8v0p2a4s";

  private final ObjectMapper json = new ObjectMapper();
  private final Random random = new Random(4);
  private final List<ObjectNode> newestFirst = new ArrayList<>();

  SampleWorkspace() {
    for (int minute = 29; minute >= 2; minute--) {
      boolean analyticsDown = minute <= 16 && minute >= 12;
      int events = 2 + random.nextInt(4) + (minute < 12 ? 2 : 0);
      for (int i = 0; i < events; i++) {
        Instant at = NOW.minus(minute, MINUTES).plusMillis(random.nextInt(60_000));
        String type = TYPES.get(random.nextInt(TYPES.size()));
        if (type.startsWith("conversation")) {
          delivered(CRM, type, at);
        }
        if (analyticsDown && i % 3 == 0) {
          failed(ANALYTICS, type, at);
        } else {
          delivered(ANALYTICS, type, at);
        }
      }
    }
    newest();
    newestFirst.sort(
        Comparator.comparing((ObjectNode delivery) -> delivery.get("createdAt").asText())
            .reversed());
  }

  /** The answer to {@code GET …/webhooks}. */
  String webhooks() {
    ObjectNode answer = json.createObjectNode();
    ArrayNode list = answer.putArray("webhooks");
    list.add(
        webhook(CRM, "CRM", "https://crm.bright-academy.example/hooks/dmtolead", "Qm7R")
            .putPOJO("eventTypes", List.of("conversation.created", "conversation.closed")));
    list.add(
        webhook(ANALYTICS, "Analytics", "https://ingest.bright-academy.example/v2/events", "x4Tz")
            .putPOJO("accounts", List.of("acc_berlin", "acc_madrid")));
    list.add(
        webhook(BOOKING, "Booking page", "https://booking.bright-academy.example/webhook", "0pLw")
            .put("status", "UNVERIFIED")
            .put("statusReason", "verification failed: the endpoint answered 404, not 200")
            .putPOJO("eventTypes", List.of("automation.triggered")));
    list.add(
        webhook(SPREADSHEET, "Spreadsheet", "https://sheets.bright-academy.example/append", "Jd8s")
            .put("status", "DISABLED")
            .put("statusReason", "disabled by its owner")
            .putPOJO("eventTypes", List.of("message.received", "message.sent")));
    return answer.toString();
  }

  /** The answer to {@code GET …/deliveries}. */
  String deliveries(int limit) {
    ObjectNode answer = json.createObjectNode();
    ArrayNode list = answer.putArray("deliveries");
    newestFirst.stream()
        .limit(limit)
        .forEach(full -> list.add(full.deepCopy().without(List.of("body", "attemptLog"))));
    return answer.put("nextCursor", limit < newestFirst.size() ? "next" : null).toString();
  }

  /** The answer to {@code GET …/deliveries/{id}}. */
  String delivery(String id) {
    return newestFirst.stream()
        .filter(delivery -> delivery.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private void newest() {
    ObjectNode waiting = add(id("dlv_"), CRM, "conversation.created", NOW.minusSeconds(4));
    waiting.put("state", "PENDING").put("nextAttemptAt", time(NOW.plusSeconds(1)));
    delivered(ANALYTICS, "conversation.created", NOW.minusSeconds(4));
    ObjectNode retried = add(id("dlv_"), ANALYTICS, "message.sent", NOW.minusSeconds(19));
    attempt(retried, NOW.minusSeconds(19), 342, 503, "{\"error\":\"overloaded\"}");
    retried.put("state", "PENDING").put("nextAttemptAt", time(NOW.plusSeconds(9)));
    delivered(ANALYTICS, "message.received", NOW.minusSeconds(37));

    Instant at = NOW.minusSeconds(52);
    ObjectNode opened = add(OPENED, ANALYTICS, "message.sent", at);
    attempt(opened, at, 187, 503, "{\"error\":\"overloaded\",\"retryAfterMs\":1500}");
    attempt(opened, at.plusMillis(1_190), 10_004, null, null);
    attempt(opened, at.plusMillis(16_300), 96, 200, "{\"received\":true}");
    opened.put("state", "DELIVERED");
  }

  private void delivered(String webhook, String type, Instant at) {
    ObjectNode delivery = add(id("dlv_"), webhook, type, at);
    int durationMs = (int) (38 * Math.exp(random.nextGaussian() * 0.55 + 0.6));
    attempt(delivery, at.plusMillis(3), durationMs, 200, "{\"received\":true}");
    delivery.put("state", "DELIVERED");
  }

  private void failed(String webhook, String type, Instant at) {
    ObjectNode delivery = add(id("dlv_"), webhook, type, at);
    long[] afterSeconds = {0, 1, 6, 36};
    for (long seconds : afterSeconds) {
      attempt(delivery, at.plusSeconds(seconds), 2_000 + random.nextInt(6_000), 503, "");
    }
    delivery.put("state", "FAILED");
  }

  private ObjectNode webhook(String id, String name, String url, String keyHint) {
    ObjectNode webhook = json.createObjectNode().put("id", id).put("name", name).put("url", url);
    webhook.putArray("accounts");
    webhook.putArray("eventTypes");
    return webhook
        .put("status", "ACTIVE")
        .putNull("statusReason")
        .put("keyHint", keyHint)
        .put("createdAt", time(NOW.minus(Duration.ofDays(12))));
  }

  private ObjectNode add(String id, String webhook, String type, Instant at) {
    ObjectNode delivery =
        json.createObjectNode()
            .put("id", id)
            .put("eventId", id("evt_"))
            .put("event", type)
            .put("webhookId", webhook)
            .put("state", "PENDING")
            .put("attempts", 0)
            .put("createdAt", time(at))
            .putNull("nextAttemptAt")
            .putNull("lastStatus")
            .putNull("lastError")
            .put("body", BODY);
    delivery.putArray("attemptLog");
    newestFirst.add(delivery);
    return delivery;
  }

  private static void attempt(
      ObjectNode delivery, Instant at, int durationMs, Integer status, String responseBody) {
    int number = delivery.get("attempts").asInt() + 1;
    String error =
        status == null
            ? "No answer in time."
            : status == 200 ? null : "the endpoint answered " + status;
    delivery.put("attempts", number).put("lastStatus", status).put("lastError", error);
    ((ArrayNode) delivery.get("attemptLog"))
        .addObject()
        .put("number", number)
        .put("at", time(at))
        .put("durationMs", durationMs)
        .put("status", status)
        .put("error", error)
        .put("responseBody", responseBody);
  }

  private String id(String prefix) {
    String alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    StringBuilder id = new StringBuilder(prefix).append("01kar");
    for (int i = 0; i < 21; i++) {
      id.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return id.toString();
  }

  private static String time(Instant at) {
    return WIRE_TIME.format(at);
  }
}
