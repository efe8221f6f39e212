package dev.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.http.HttpSettings;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.signing.Handshake;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints there are: records what they are sent, and answers as the scripts say. A POST takes
 * no time.
 *
 * <p>Thread safe.
 */
final class ScriptedNetwork {
  private final Clock clock;
  private final Map<String, AnswerScript> scripts = new HashMap<>();
  private final List<RecordedRequest> requests = new ArrayList<>();
  private @Nullable Answer handshakeRefusal;

  ScriptedNetwork(Clock clock) {
    this.clock = clock;
  }

  Sender sender(HttpSettings settings) {
    return new Wire(settings.timeout(), settings.maxResponseBytes());
  }

  synchronized AnswerScript scriptOf(String webhookId) {
    return scripts.computeIfAbsent(webhookId, id -> new AnswerScript());
  }

  /**
   * How handshakes are answered from now on.
   *
   * @param refusal null to have every URL prove itself
   */
  synchronized void answerHandshakes(@Nullable Answer refusal) {
    handshakeRefusal = refusal;
  }

  synchronized List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  private synchronized @Nullable Answer handshakeRefusal() {
    return handshakeRefusal;
  }

  private synchronized void record(RecordedRequest request) {
    requests.add(request);
  }

  private final class Wire implements Sender {
    private final Duration timeout;
    private final int maxBytes;

    Wire(Duration timeout, int maxBytes) {
      this.timeout = timeout;
      this.maxBytes = maxBytes;
    }

    @Override
    public HttpReply post(HttpPost post) {
      if (new ContractHeaders(post.headers())
          .find("Event")
          .filter(EventCatalog.VERIFY::equals)
          .isPresent()) {
        Answer refusal = handshakeRefusal();
        return refusal == null ? proof(post) : refusal.reply(timeout, maxBytes);
      }
      Answer answer = scriptOf(post.owner()).next();
      record(new RecordedRequest(clock.instant(), post, answer));
      return answer.reply(timeout, maxBytes);
    }

    private HttpReply proof(HttpPost handshake) {
      byte[] body = Handshake.answer(handshake.body()).orElseThrow().getBytes(UTF_8);
      return new HttpReply(
          200, "application/json", null, null, null, body, false, null, Duration.ZERO);
    }

    @Override
    public void closeIdleConnections() {}

    @Override
    public void close() {}
  }
}
