package dev.webhooks.examples.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.signing.ApiKey;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReceiverTest {
  private static final String EVENT = "{\"event\":\"message.sent\",\"data\":{}}";
  private static final String QUESTION =
      "{\"event\":\"webhook.verify\",\"verifyToken\":\"abc123\",\"timestamp\":\"2026-05-13T19:24:00.000Z\"}";
  private static final String SIGNATURE = "X-DMtoLead-Signature";
  private static final String DELIVERY = "X-DMtoLead-Delivery";

  private final ApiKey apiKey = ApiKey.generate(new SecureRandom());
  private final AtomicInteger failuresLeft = new AtomicInteger();
  private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  private final Inbox inbox = new Inbox(type -> failuresLeft.getAndDecrement() <= 0, receipts::add);
  private Receiver receiver;
  private Sender sender;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start(0, Duration.ZERO, inbox);
    sender = new Sender(receiver.url() + "/hooks");
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void theHandshakeIsAnsweredBeforeTheKeyIsKnown() throws Exception {
    HttpResponse<String> answer = sender.post(QUESTION, SIGNATURE, "0".repeat(64));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"verifyToken\":\"abc123\"}");
    assertThat(lastLine()).contains("signature=NOT CHECKED (no --api-key)");
  }

  @Test
  void withTheKeyAHandshakeIsVerifiedLikeEverythingElse() throws Exception {
    inbox.trust(apiKey);

    assertThat(sender.post(QUESTION).statusCode()).isEqualTo(401);
    assertThat(sender.post(QUESTION, SIGNATURE, signed(QUESTION)).body()).contains("abc123");
  }

  @Test
  void aTokenIsEchoedAsItIsWhateverItHolds() throws Exception {
    String question = "{\"event\":\"webhook.verify\",\"verifyToken\":\"a\\\"b\\\\\\u2713\"}";

    assertThat(sender.post(question).body())
        .isEqualTo("{\"verifyToken\":\"a\\u0022b\\u005c\\u2713\"}");
  }

  @Test
  void withoutTheKeyEventsAreTakenAndEveryLineSaysThatNothingWasVerified() throws Exception {
    assertThat(sender.post(EVENT, SIGNATURE, signed(EVENT)).statusCode()).isEqualTo(200);
    assertThat(lastLine())
        .isEqualTo(
            "message.sent          delivery=-  attempt=-  signature=NOT CHECKED (no --api-key)"
                + "  answer=200  duplicates=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {SIGNATURE, "X-Webhook-Signature", "x-acme-corp-signature"})
  void aGoodSignatureGetsInUnderAnyBrand(String header) throws Exception {
    inbox.trust(apiKey);

    HttpResponse<String> answer = sender.post(EVENT, header, signed(EVENT));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(lastLine()).contains("signature=valid");
  }

  @Test
  void nothingGetsPastABadSignature() throws Exception {
    inbox.trust(apiKey);
    String good = signed(EVENT);

    assertThat(sender.post(EVENT).statusCode()).isEqualTo(401);
    assertThat(lastLine()).contains("signature=missing").contains("answer=401");
    assertThat(sender.post(EVENT, SIGNATURE, "hello").statusCode()).isEqualTo(401);
    assertThat(lastLine()).contains("signature=malformed");
    assertThat(sender.post(EVENT + " ", SIGNATURE, good).statusCode()).isEqualTo(401);
    assertThat(lastLine()).contains("signature=mismatch");
    assertThat(sender.post(EVENT, SIGNATURE, good, "X-Acme-Signature", good).statusCode())
        .isEqualTo(401);
    assertThat(lastLine()).contains("signature=malformed");
  }

  @Test
  void aFailureIsAnsweredWith500AndItsRetryIsNoDuplicate() throws Exception {
    failuresLeft.set(1);

    assertThat(sender.post(QUESTION).statusCode()).isEqualTo(200);
    assertThat(sender.post(EVENT, DELIVERY, "dlv_1").statusCode()).isEqualTo(500);
    assertThat(sender.post(EVENT, DELIVERY, "dlv_1").statusCode()).isEqualTo(200);
    assertThat(lastLine()).endsWith("duplicates=0");
  }

  @Test
  void aDeliveryThatComesAgainIsCountedAndNotProcessedAgain() throws Exception {
    sender.post(EVENT, DELIVERY, "dlv_1");
    failuresLeft.set(1);

    assertThat(sender.post(EVENT, DELIVERY, "dlv_1").statusCode()).isEqualTo(200);
    assertThat(lastLine()).endsWith("duplicates=1 (this is one)");
    assertThat(failuresLeft).hasValue(1);
    failuresLeft.set(0);
    sender.post(EVENT, DELIVERY, "dlv_2");
    assertThat(lastLine()).endsWith("duplicates=1");
  }

  @ParameterizedTest
  @ValueSource(ints = {Receiver.MAX_BODY_BYTES + 1, 10_000_000})
  void aBodyThatIsTooLargeIsRefused(int bytes) throws Exception {
    assertThat(sender.post("x".repeat(bytes)).statusCode()).isEqualTo(413);
    assertThat(lastLine())
        .contains("signature=NOT CHECKED (body too large)")
        .contains("answer=413");
  }

  @Test
  void theLargestBodyIsTaken() throws Exception {
    String padding = " ".repeat(Receiver.MAX_BODY_BYTES - EVENT.length());

    assertThat(sender.post(EVENT + padding).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "null",
        "{}",
        "{\"event\":1}",
        "{\"event\":\"a\"} {}",
        "{\"event\":\"webhook.verify\"}",
        "{\"event\":\"webhook.verify\",\"verifyToken\":{}}",
      })
  void junkIsABadRequest(String body) throws Exception {
    assertThat(sender.post(body).statusCode()).isEqualTo(400);
  }

  @Test
  void deepJunkIsABadRequestToo() throws Exception {
    assertThat(sender.post("[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void onlyPostsAreTaken() throws Exception {
    HttpResponse<String> answer = sender.get();

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void whatASenderWritesCanNotReachTheTerminalAsItIs() throws Exception {
    String forged = "{\"event\":\"x\\u001b[2J\\nmessage.sent delivery=dlv_9\"}";
    try (Socket socket = new Socket("127.0.0.1", URI.create(receiver.url()).getPort())) {
      String request =
          "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A-Delivery: d\u001b]0;\u0007l \u00e9"
              + "\r\nContent-Length: "
              + forged.length()
              + "\r\n\r\n"
              + forged;
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readAllBytes()).as("the answer").isNotEmpty();
    }

    assertThat(lastLine())
        .matches("[ -~]+")
        .startsWith("x?[2J?message.sent?delivery=dlv_9  delivery=d?]0;?l??  attempt=-");
  }

  @Test
  void answersThatArePutOffKeepNobodyElseWaiting() throws Exception {
    int requests = 50; // more than there are workers
    CountDownLatch received = new CountDownLatch(requests);
    Inbox patient = new Inbox(type -> true, receipt -> received.countDown());
    try (Receiver slow = Receiver.start(0, Duration.ofHours(1), patient)) {
      Sender many = new Sender(slow.url());
      for (int i = 0; i < requests; i++) {
        many.postLater(EVENT);
      }
      received.await();
    }
  }

  @Test
  void anAnswerIsPutOffAsLongAsAsked() throws Exception {
    try (Receiver slow = Receiver.start(0, Duration.ofMillis(200), inbox)) {
      long before = System.nanoTime();

      assertThat(new Sender(slow.url()).post(EVENT).statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(199));
    }
  }

  private String signed(String body) {
    return Sender.signature(apiKey, body);
  }

  private String lastLine() {
    return receipts.get(receipts.size() - 1).line();
  }
}
