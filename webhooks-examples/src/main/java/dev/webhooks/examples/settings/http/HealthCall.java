package dev.webhooks.examples.settings.http;

import dev.webhooks.Dispatcher;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether this process can do its work. */
final class HealthCall {
  private record Status(String status, Sending dispatcher) {}

  /**
   * What this process sends.
   *
   * @param running whether it sends at all, which {@code --no-dispatch} leaves to others
   * @param inFlight deliveries that it has claimed and has no outcome of yet
   * @param lastClaimAt when the database last answered its question for more; null before that
   */
  private record Sending(boolean running, int inFlight, @Nullable String lastClaimAt) {
    static Sending of(Dispatcher dispatcher) {
      return new Sending(
          dispatcher.isRunning(),
          dispatcher.inFlight(),
          Times.formatNullable(dispatcher.lastClaimedAt().orElse(null)));
    }
  }

  private final BooleanSupplier isReady;
  private final Dispatcher dispatcher;

  /**
   * @param isReady whether the database takes writes, told in time
   */
  HealthCall(BooleanSupplier isReady, Dispatcher dispatcher) {
    this.isReady = isReady;
    this.dispatcher = dispatcher;
  }

  void route(RoutesConfig routes) {
    routes.get("/api/health", this::show);
  }

  private void show(Context call) {
    if (!isReady.getAsBoolean()) {
      throw new Refusal(503, "the database does not answer, or takes no writes");
    }
    Json.answer(call, 200, new Status("UP", Sending.of(dispatcher)));
  }
}
