package dev.webhooks.spring.example;

import dev.webhooks.model.Event;
import dev.webhooks.spring.WebhookPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders. */
@Service
class Orders {
  private static final int IN_STOCK = 100;

  private final OrderRepository repository;
  private final WebhookPublisher webhooks;

  Orders(OrderRepository repository, WebhookPublisher webhooks) {
    this.repository = repository;
    this.webhooks = webhooks;
  }

  /** What the customer's endpoint is told of an order. */
  record OrderData(long number, String item, int quantity) {}

  /** The order and its event are there together, or neither is. */
  @Transactional
  public long place(String workspace, String item, int quantity) {
    Order order = repository.save(new Order(workspace, item, quantity));
    webhooks.publish(
        Event.builder("order.placed")
            .workspace(workspace)
            .data(new OrderData(order.id(), item, quantity))
            .build());
    if (quantity > IN_STOCK) {
      throw new OutOfStockException(item);
    }
    return order.id();
  }
}
