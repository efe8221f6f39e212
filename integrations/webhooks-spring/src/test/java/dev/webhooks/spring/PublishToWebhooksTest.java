package dev.webhooks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Event;
import dev.webhooks.testing.RecordedEvent;
import dev.webhooks.testing.TestWebhooks;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.event.TransactionalEventListenerFactory;

/** Application events that become webhooks. */
class PublishToWebhooksTest {
  private final TestWebhooks webhooks = TestWebhooks.create();
  private AnnotationConfigApplicationContext context;

  record OrderPlaced(String workspace, int items) {}

  record OrderSplit(String workspace, List<String> parts) {}

  record OrderSeen(String workspace) {}

  static class OrderWebhooks {
    @PublishToWebhooks
    @Nullable Event placed(OrderPlaced placed) {
      return placed.items() == 0 ? null : event("order.placed", placed.workspace());
    }

    @PublishToWebhooks(condition = "#root.event.payload.parts.size() > 1")
    List<Event> split(OrderSplit split) {
      return split.parts().stream().map(part -> event("order." + part, split.workspace())).toList();
    }

    @PublishToWebhooks
    String seen(OrderSeen seen) {
      return seen.workspace();
    }

    @EventListener
    void ordinary(OrderPlaced placed) {}

    private static Event event(String type, String workspace) {
      return Event.builder(type).workspace(workspace).data(Map.of()).build();
    }
  }

  @BeforeEach
  void start() {
    context = new AnnotationConfigApplicationContext();
    context.registerBean(
        WebhookPublisher.class,
        () -> WebhookPublisher.builder(webhooks.webhooks(), CurrentTransaction.none()).build());
    context.registerBean(
        WebhookEventListenerFactory.class,
        () -> new WebhookEventListenerFactory(() -> context.getBean(WebhookPublisher.class)));
    context.registerBean(OrderWebhooks.class);
    context.refresh();
    webhooks.activeWebhook("acme");
  }

  @AfterEach
  void stop() {
    context.close();
  }

  @Test
  void whatTheMethodAnswersIsPublished() {
    context.publishEvent(new OrderPlaced("acme", 2));
    context.publishEvent(new OrderSplit("acme", List.of("shipped", "delayed")));

    assertThat(types()).containsExactly("order.placed", "order.shipped", "order.delayed");
  }

  @Test
  void nothingIsPublishedForNullNorAgainstTheCondition() {
    context.publishEvent(new OrderPlaced("acme", 0));
    context.publishEvent(new OrderSplit("acme", List.of("shipped")));

    assertThat(types()).isEmpty();
  }

  @Test
  void anAnswerThatIsNoEventIsAnError() {
    assertThatThrownBy(() -> context.publishEvent(new OrderSeen("acme")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must answer an event for webhooks");
  }

  static class AfterCommit {
    @PublishToWebhooks
    @TransactionalEventListener
    @Nullable Event placed(OrderPlaced placed) {
      return null;
    }
  }

  static class Twice {
    @PublishToWebhooks
    @EventListener
    @Nullable Event placed(OrderPlaced placed) {
      return null;
    }
  }

  /** Only one of the two would be heeded. */
  @Test
  void aMethodThatIsAnotherKindOfListenerBesidesIsRefused() {
    assertThatThrownBy(() -> startWith(AfterCommit.class))
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("placed")
        .hasMessageContaining("@PublishToWebhooks and @TransactionalEventListener");
    assertThatThrownBy(() -> startWith(Twice.class))
        .rootCause()
        .hasMessageContaining("@PublishToWebhooks and @EventListener");
  }

  private static void startWith(Class<?> listener) {
    try (AnnotationConfigApplicationContext refused = new AnnotationConfigApplicationContext()) {
      refused.registerBean(WebhookEventListenerFactory.class, PublishToWebhooksTest::unused);
      refused.registerBean(TransactionalEventListenerFactory.class);
      refused.registerBean(listener);
      refused.refresh();
    }
  }

  private static WebhookEventListenerFactory unused() {
    return new WebhookEventListenerFactory(
        () -> {
          throw new AssertionError("nothing is published");
        });
  }

  private List<String> types() {
    return webhooks.published().stream().map(RecordedEvent::type).toList();
  }
}
