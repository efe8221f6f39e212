package dev.webhooks.examples.settings.http;

import dev.webhooks.examples.settings.Health;
import io.javalin.config.RoutesConfig;

/** Whether this process can do its work. */
final class HealthCall {
  private record Status(String status) {}

  private HealthCall() {}

  static void route(RoutesConfig routes, Health health) {
    routes.get(
        "/api/health",
        call -> {
          if (!health.isUp()) {
            throw new Refusal(503, "the database does not answer, or takes no writes");
          }
          Json.answer(call, 200, new Status("UP"));
        });
  }
}
