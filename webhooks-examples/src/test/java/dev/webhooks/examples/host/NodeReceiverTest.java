package dev.webhooks.examples.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.webhooks.examples.host.DMtoLead.Example;
import dev.webhooks.model.RegisteredWebhook;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that isn't ours, written as the public contract tells its readers to. */
@Timeout(60)
class NodeReceiverTest {
  private Process node;
  private BufferedReader said;
  private PrintWriter tell;

  @BeforeEach
  void startNode() throws Exception {
    Path script = Path.of(NodeReceiverTest.class.getResource("receiver.js").toURI());
    try {
      node =
          new ProcessBuilder("node", script.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      abort("node isn't on the PATH: that its crypto verifies our signatures isn't tested here");
    }
    said = node.inputReader(UTF_8);
    tell = new PrintWriter(node.outputWriter(UTF_8), true);
  }

  @AfterEach
  void stopNode() {
    if (node != null) {
      node.destroy();
    }
  }

  @Test
  void nodesCryptoAcceptsTheHandshakeAndEveryEvent() throws Exception {
    try (TestHost host = new TestHost()) {
      RegisteredWebhook registered = host.register(said.readLine());
      assertThat(registered.verification().verified()).isTrue();
      tell.println(registered.apiKey().reveal());
      assertThat(said.readLine()).isEqualTo("genuine webhook.verify X-DMtoLead-Signature");

      List<String> verdicts = new ArrayList<>();
      for (Example example : DMtoLead.CONVERSATION) {
        host.publish(example, Instant.now());
        verdicts.add(said.readLine());
      }

      assertThat(verdicts)
          .containsExactly(
              DMtoLead.CONVERSATION.stream()
                  .map(example -> "genuine " + example.type() + " X-DMtoLead-Signature")
                  .toArray(String[]::new));
    }
  }
}
