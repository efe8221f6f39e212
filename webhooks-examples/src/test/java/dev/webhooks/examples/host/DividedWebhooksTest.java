package dev.webhooks.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Event;
import dev.webhooks.testing.TestWebhooks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DividedWebhooksTest {
  private final TestWebhooks first = TestWebhooks.create();
  private final TestWebhooks second = TestWebhooks.create();
  private final Map<String, Integer> homes = Map.of("acme", 0, "globex", 1, "lost", 2);
  private final DividedWebhooks divided =
      new DividedWebhooks(List.of(first.webhooks(), second.webhooks()), homes::get);

  @Test
  void anEventIsStoredInItsWorkspacesDatabaseAlone() {
    publish("acme");

    assertThat(first).published("message.sent").once().in("acme");
    assertThat(second).publishedNothing();
  }

  @Test
  void aWebhookThatAMoveLeftBehindHearsNothing() {
    var here = second.activeWebhook("globex", "message.sent");
    first.activeWebhook("globex", "message.sent");

    publish("globex");
    first.sendDue();
    second.sendDue();

    assertThat(second).delivered("message.sent").to(here).onAttempt(1);
    assertThat(first).sentNothing();
  }

  @Test
  void aDatabaseThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> divided.of("lost")).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private void publish(String workspace) {
    divided
        .of(workspace)
        .publisher()
        .publish(Event.builder("message.sent").workspace(workspace).data("Yes!").build());
  }
}
