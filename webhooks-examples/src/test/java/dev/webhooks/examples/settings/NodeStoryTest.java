package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that isn't ours and knows nothing but the contract. */
@Timeout(60)
class NodeStoryTest {

  @Test
  void aScriptRegistersPublishesAThousandEventsAndVerifiesEach() throws Exception {
    Path script = Path.of(NodeStoryTest.class.getResource("story.js").toURI());
    try (TestSettings settings = TestSettings.start()) {
      Process node = node(script.toString(), settings.url());
      try {
        assertThat(node.inputReader(UTF_8).lines())
            .containsExactly("registered ACTIVE", "published 1000", "genuine 1000 distinct 1000");
        assertThat(node.waitFor()).isZero();
      } finally {
        node.destroy();
      }
    }
  }

  private static Process node(String... arguments) {
    try {
      return new ProcessBuilder("node", arguments[0], arguments[1])
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      return abort("node isn't on the PATH: that a stranger's script can use the API isn't tested");
    }
  }
}
