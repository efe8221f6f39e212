package dev.webhooks.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.examples.Console;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.host.DMtoLead;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuickstartTest {
  private final Console out = new Console();

  @Test
  void tellsTheWholeStory() throws Exception {
    new QuickstartCommand().run(List.of(), out.stream());

    String story = out.text();
    assertThat(story)
        .containsPattern(
            "asks: +\\{\"event\":\"webhook.verify\",\"verifyToken\":\"[0-9a-f]{8}\\.\\.\\.\"")
        .containsPattern("answers: +200 \\{\"verifyToken\":\"[0-9a-f]{8}\\.\\.\\.\"}")
        .containsPattern("webhook wh_\\w+ is active")
        .containsPattern("message\\.sent +attempt 1 +signature valid +answers 500")
        .containsPattern("message\\.sent +the endpoint answered 500, tries again in 1 s")
        .containsPattern("message\\.sent +attempt 2 +signature valid +answers 200")
        .containsPattern("X-DMtoLead-Signature: [0-9a-f]{64}\n")
        .containsPattern(
            "message\\.sent +DELIVERED +2 +200\n.*attempt 1 at \\S+ UTC .*500.*\n.*attempt 2 .*200")
        .endsWith("Five events, six signed requests, one failure, nothing lost.\n");
    for (DMtoLead.Example event : DMtoLead.CONVERSATION) {
      assertThat(story)
          .containsPattern(event.type() + " +evt_")
          .containsPattern(event.type() + " +DELIVERED");
    }
    assertThat(story).as("plain ASCII, which every terminal shows").matches("[ -~\n]+");
  }

  @Test
  void showsTheApiKeyOnce() throws Exception {
    new QuickstartCommand().run(List.of(), out.stream());

    assertThat(out.text().split("whsec_", -1)).hasSize(2);
  }

  @Test
  void failsWhenTheStoryDoesNotComeToItsEnd() {
    assertThatThrownBy(() -> new Quickstart(out.stream(), Duration.ZERO).run())
        .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(1))
        .hasMessage("the story did not come to its end in time");
  }
}
