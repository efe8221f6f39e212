package dev.webhooks.examples.settings.http;

import dev.webhooks.model.BusyException;
import dev.webhooks.model.ConflictException;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.QuotaExceededException;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoreException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a call throws into its answer. Stack traces reach neither callers nor the log. */
final class Problems {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static void route(RoutesConfig routes) {
    routes.exception(InvalidInputException.class, (e, call) -> answer(call, invalid(e)));
    routes.exception(Refusal.class, (e, call) -> answer(call, Problem.of(e.status(), text(e))));
    routes.exception(NotFoundException.class, (e, call) -> answer(call, Problem.of(404, text(e))));
    routes.exception(ConflictException.class, (e, call) -> answer(call, Problem.of(409, text(e))));
    routes.exception(
        QuotaExceededException.class,
        (e, call) -> answer(call, Problem.of(409, limitReached(e.limit()))));
    routes.exception(BusyException.class, (e, call) -> answer(call, Problem.of(503, text(e))));
    routes.exception(StoreException.class, (e, call) -> answer(call, storeFailure(e)));
    routes.exception(SecretCipherException.class, (e, call) -> answer(call, unreadableSecret(e)));
    routes.exception(HttpResponseException.class, Problems::unrouted);
    routes.exception(Exception.class, (e, call) -> answer(call, other(e)));
  }

  private static void answer(Context call, Problem problem) {
    Json.answer(call, problem.status(), Problem.MEDIA_TYPE, problem);
  }

  private static Problem invalid(InvalidInputException e) {
    return Problem.ofField(e.isTooLarge() ? 413 : 422, e.field(), text(e));
  }

  private static String limitReached(int limit) {
    return "the plan's limit is reached: it allows "
        + limit
        + (limit == 1 ? " webhook" : " webhooks");
  }

  private static Problem storeFailure(StoreException e) {
    if (e.isRetryable()) {
      return Problem.of(503, "the database does not answer, or takes no writes; try again");
    }
    log.error("The database refused a call: {}", text(e));
    return Problem.of(500, "the database refused the call");
  }

  /** Whose line in the log is the library's, as is that of a failure that may pass. */
  private static Problem unreadableSecret(SecretCipherException e) {
    return e.isKeyMissing()
        ? Problem.of(503, "this server lacks the --master-key that the webhook's secret is under")
        : Problem.of(500, "the webhook's signing secret can't be read with this --master-key");
  }

  /** No such path, or not with this method. */
  private static void unrouted(HttpResponseException e, Context call) {
    if (e instanceof MethodNotAllowedResponse) {
      call.header("Allow", String.join(", ", e.getDetails().values()));
      answer(call, Problem.of(e.getStatus(), "this path does not know the method"));
    } else {
      answer(call, Problem.of(e.getStatus(), "there is nothing at this path"));
    }
  }

  private static Problem other(Exception e) {
    if (e instanceof HttpException http && http.getCode() < 500) {
      return Problem.of(http.getCode(), "not a request that can be read");
    }
    log.error("A call failed unexpectedly: {} at {}", e, place(e));
    return Problem.of(500, "an unexpected error, see the log of this server");
  }

  /** Out of memory, for instance: there may be no means for more than a status. */
  static void onError(HttpServletResponse response, Error error) {
    response.setStatus(500);
    log.error("A call failed: {} at {}", error, place(error));
  }

  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
