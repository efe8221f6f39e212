package com.acme;

import dev.webhooks.model.Event;
import dev.webhooks.spring.WebhookPublisher;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Orders {
  private final JdbcClient jdbc;
  private final WebhookPublisher webhooks;

  Orders(JdbcClient jdbc, WebhookPublisher webhooks) {
    this.jdbc = jdbc;
    this.webhooks = webhooks;
  }

  @Transactional
  public void place(String workspace, long id, boolean inStock) {
    jdbc.sql("insert into orders values (?, ?)").params(id, workspace).update();
    webhooks.publish(
        Event.builder("order.placed").workspace(workspace).data(Map.of("number", id)).build());
    if (!inStock) {
      throw new IllegalStateException("no stock");
    }
  }

  public long count() {
    return jdbc.sql("select count(*) from orders").query(Long.class).single();
  }
}
