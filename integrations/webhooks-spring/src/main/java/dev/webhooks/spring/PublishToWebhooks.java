package dev.webhooks.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;

/**
 * On a method of a bean that makes a webhook event out of one of the host's application events. It
 * runs when the application event is published, and what it answers is published in the transaction
 * that is open then: both are there, or neither is.
 *
 * <pre>{@code
 * @PublishToWebhooks
 * Event orderPlaced(OrderPlaced placed) {
 *   return Event.builder("order.placed").workspace(placed.shop()).data(placed).build();
 * }
 * }</pre>
 *
 * <p>The method returns an {@link dev.webhooks.model.Event}, a {@code Collection} of them, which
 * are stored together, or null for none. What it or the publishing throws reaches whoever published
 * the application event, and so rolls the transaction back. It is no place for {@code @Async}: on
 * another thread there is no transaction. With {@code @EventListener} or
 * {@code @TransactionalEventListener} on the same method the application does not start.
 *
 * @see WebhookEventListenerFactory
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EventListener
public @interface PublishToWebhooks {

  /** The application events to listen to. Default: that of the method's parameter. */
  @AliasFor(annotation = EventListener.class, attribute = "classes")
  Class<?>[] classes() default {};

  /** In SpEL, as that of {@link EventListener}: which application events to listen to. */
  @AliasFor(annotation = EventListener.class, attribute = "condition")
  String condition() default "";
}
