package dev.webhooks.examples.settings.http;

import dev.webhooks.DeliveryLog;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.NotFoundException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** What became of every delivery. */
final class DeliveryCalls {
  static final String ALL = "/api/workspaces/{ws}/deliveries";
  private static final String ONE = ALL + "/{id}";

  private final DeliveryLog log;

  DeliveryCalls(DeliveryLog log) {
    this.log = log;
  }

  void route(RoutesConfig routes) {
    routes.get(ALL, this::query);
    routes.get(ONE, this::find);
    routes.post(ONE + "/redeliver", this::redeliver);
  }

  private void query(Context call) {
    Json.answer(call, 200, DeliveryJson.Page.of(DeliveryFilter.of(call).page(log)));
  }

  private void find(Context call) {
    String workspace = PathParameters.workspace(call);
    String id = PathParameters.id(call);
    DeliveryDetail detail =
        log.find(workspace, id).orElseThrow(() -> NotFoundException.delivery(workspace, id));
    Json.answer(call, 200, DeliveryJson.Detail.of(detail));
  }

  private void redeliver(Context call) throws IOException {
    RequestBody.none(call);
    Delivery delivery = log.redeliver(PathParameters.workspace(call), PathParameters.id(call));
    Json.answer(call, 202, DeliveryJson.of(delivery));
  }
}
