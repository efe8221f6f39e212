package com.acme;

import dev.webhooks.model.Event;
import dev.webhooks.spring.WebhookPublisher;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Orders {
  private final OrderRepository repository;
  private final WebhookPublisher webhooks;

  Orders(OrderRepository repository, WebhookPublisher webhooks) {
    this.repository = repository;
    this.webhooks = webhooks;
  }

  @Transactional
  public void place(String workspace, long id, boolean inStock) {
    repository.save(new Order(id, workspace));
    webhooks.publish(
        Event.builder("order.placed").workspace(workspace).data(Map.of("number", id)).build());
    if (!inStock) {
      throw new IllegalStateException("no stock");
    }
  }

  public long count() {
    return repository.count();
  }
}
