package dev.webhooks.spring.example;

import dev.webhooks.DeliveryLog;
import dev.webhooks.WebhookRegistry;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a customer can do. A real one takes the workspace from the session and never from the path:
 * this one has no login.
 */
@RestController
class ShopController {
  private final Orders orders;
  private final WebhookRegistry webhooks;
  private final DeliveryLog log;

  ShopController(Orders orders, WebhookRegistry webhooks, DeliveryLog log) {
    this.orders = orders;
    this.webhooks = webhooks;
    this.log = log;
  }

  record NewOrder(String item, int quantity) {}

  record PlacedOrder(long number) {}

  record NewWebhook(String name, String url) {}

  /** Holds the API key, which is shown this once. */
  record AddedWebhook(String id, String apiKey, String status, @Nullable String problem) {}

  record LogPage(List<LogLine> deliveries, @Nullable String next) {}

  record LogLine(String id, String event, String state, int attempts) {}

  @PostMapping("/{workspace}/orders")
  @ResponseStatus(HttpStatus.CREATED)
  PlacedOrder place(@PathVariable String workspace, @RequestBody NewOrder order) {
    return new PlacedOrder(orders.place(workspace, order.item(), order.quantity()));
  }

  @PostMapping("/{workspace}/webhooks")
  @ResponseStatus(HttpStatus.CREATED)
  AddedWebhook add(@PathVariable String workspace, @RequestBody NewWebhook webhook) {
    RegisteredWebhook registered =
        webhooks.register(
            workspace, WebhookSettings.builder().name(webhook.name()).url(webhook.url()).build());
    return new AddedWebhook(
        registered.webhook().id(),
        registered.apiKey().reveal(),
        registered.webhook().status().name(),
        registered.webhook().statusReason());
  }

  @GetMapping("/{workspace}/deliveries")
  LogPage deliveries(
      @PathVariable String workspace, @RequestParam(required = false) @Nullable String next) {
    DeliveryPage page = log.query(DeliveryQuery.builder(workspace).limit(20).cursor(next).build());
    return new LogPage(
        page.deliveries().stream()
            .map(
                delivery ->
                    new LogLine(
                        delivery.reference().id(),
                        delivery.reference().eventType(),
                        delivery.state().name(),
                        delivery.attempts()))
            .toList(),
        page.nextCursor());
  }
}
