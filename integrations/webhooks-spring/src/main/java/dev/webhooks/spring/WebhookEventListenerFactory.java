package dev.webhooks.spring;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Event;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Has Spring heed {@link PublishToWebhooks}: a bean of the application, as the starters make one.
 *
 * <pre>{@code
 * @Bean
 * static WebhookEventListenerFactory webhookEvents(ObjectProvider<WebhookPublisher> publisher) {
 *   return new WebhookEventListenerFactory(publisher::getObject);
 * }
 * }</pre>
 *
 * <p>Thread safe.
 */
public final class WebhookEventListenerFactory implements EventListenerFactory, Ordered {
  private final Supplier<WebhookPublisher> publisher;

  /**
   * @param publisher asked with the first event, for this is made before other beans
   */
  public WebhookEventListenerFactory(Supplier<WebhookPublisher> publisher) {
    this.publisher = requireNonNull(publisher, "publisher");
  }

  /** Before Spring's own, which takes every {@code @EventListener}. */
  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  public boolean supportsMethod(Method method) {
    return AnnotatedElementUtils.hasAnnotation(method, PublishToWebhooks.class);
  }

  /**
   * Makes what listens for this method.
   *
   * @throws IllegalStateException when the method is another kind of listener besides
   */
  @Override
  public ApplicationListener<?> createApplicationListener(
      String beanName, Class<?> type, Method method) {
    requireNoOtherListener(method);
    return new Listener(beanName, type, method, publisher);
  }

  /**
   * Only one of two would be heeded, without a word: after a commit, for instance, there is no
   * transaction left to publish in.
   */
  private static void requireNoOtherListener(Method method) {
    MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).stream(EventListener.class)
        .map(listener -> listener.getRoot().getType())
        .filter(annotation -> annotation != PublishToWebhooks.class)
        .findFirst()
        .ifPresent(
            other -> {
              throw new IllegalStateException(
                  method
                      + " has @PublishToWebhooks and @"
                      + other.getSimpleName()
                      + ": take one of them away. @PublishToWebhooks listens by itself, in the"
                      + " transaction that the application event is published in");
            });
  }

  private static final class Listener extends ApplicationListenerMethodAdapter {
    private final Supplier<WebhookPublisher> publisher;

    Listener(String beanName, Class<?> type, Method method, Supplier<WebhookPublisher> publisher) {
      super(beanName, type, method);
      this.publisher = publisher;
    }

    @Override
    protected void handleResult(Object result) {
      List<Event> events = new ArrayList<>();
      for (Object one : result instanceof Collection<?> several ? several : List.of(result)) {
        if (!(one instanceof Event event)) {
          throw new IllegalStateException(
              getTargetMethod() + " must answer an event for webhooks, or a collection of them");
        }
        events.add(event);
      }
      publisher.get().publishAll(events);
    }
  }
}
