package dev.webhooks.examples.settings.http;

import dev.webhooks.WebhookRegistry;
import dev.webhooks.examples.settings.Plan;
import dev.webhooks.examples.settings.Plans;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a workspace pays for, and what it has of it. */
final class PlanCalls {
  /**
   * @param limit how many webhooks the plan allows, null for as many as one likes
   * @param used how many there are
   */
  private record PlanJson(String plan, @Nullable Integer limit, int used) {}

  private final Plans plans;
  private final WebhookRegistry registry;

  PlanCalls(Plans plans, WebhookRegistry registry) {
    this.plans = plans;
    this.registry = registry;
  }

  void route(RoutesConfig routes) {
    routes.get("/api/workspaces/{ws}/plan", this::show);
    routes.put("/api/workspaces/{ws}/plan", this::change);
  }

  private void show(Context call) {
    String workspace = PathParameters.workspace(call);
    answer(call, workspace, plans.of(workspace));
  }

  private void change(Context call) throws IOException {
    String workspace = PathParameters.workspace(call);
    Plan plan = Plan.named(RequestBody.of(call).object("plan").text("plan"));
    plans.set(workspace, plan);
    answer(call, workspace, plan);
  }

  private void answer(Context call, String workspace, Plan plan) {
    Integer limit = plan.isUnlimited() ? null : Integer.valueOf(plan.webhooks());
    Json.answer(call, 200, new PlanJson(plan.name(), limit, used(workspace)));
  }

  private int used(String workspace) {
    int used = 0;
    String cursor = null;
    do {
      WebhookPage page = registry.list(WebhookQuery.builder(workspace).cursor(cursor).build());
      used += page.webhooks().size();
      cursor = page.nextCursor();
    } while (cursor != null);
    return used;
  }
}
