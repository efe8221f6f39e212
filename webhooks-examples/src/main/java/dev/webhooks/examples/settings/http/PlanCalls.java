package dev.webhooks.examples.settings.http;

import dev.webhooks.examples.settings.Plan;
import dev.webhooks.examples.settings.Plans;
import io.javalin.config.RoutesConfig;

/** What a workspace pays for. */
final class PlanCalls {
  private record PlanJson(String plan) {}

  private PlanCalls() {}

  static void route(RoutesConfig routes, Plans plans) {
    routes.put(
        "/api/workspaces/{ws}/plan",
        call -> {
          String workspace = PathParameters.workspace(call);
          Plan plan = Plan.named(RequestBody.of(call).object("plan").text("plan"));
          plans.set(workspace, plan);
          Json.answer(call, 200, new PlanJson(plan.name()));
        });
  }
}
