package dev.webhooks.examples.settings.http;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.WebhookQuery;
import io.javalin.http.Context;
import java.util.Set;

/** Which webhooks to list, as a call's query string says it. */
final class WebhookFilter {
  /** The parameters that it may have. */
  static final Set<String> KNOWN = Set.of("limit", "cursor");

  private WebhookFilter() {}

  /**
   * Reads the call's query string, in which {@link QueryParameters} found nothing unknown.
   *
   * @throws InvalidInputException naming the parameter that is given twice or no good
   */
  static WebhookQuery of(Context call) {
    ListParameters parameters = ListParameters.of(call);
    WebhookQuery.Builder query =
        WebhookQuery.builder(PathParameters.workspace(call)).cursor(parameters.cursor());
    parameters.limit().ifPresent(query::limit);
    return query.build();
  }
}
