package dev.webhooks.examples.settings.http;

import dev.webhooks.WebhookRegistry;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookStatus;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which webhooks to list, as a call's query string says it. The library lists a workspace's
 * webhooks in the order of their creation; searching and other orders are looked for here, among
 * all that the workspace has.
 */
final class WebhookFilter {
  /** The parameters that it may have. */
  static final Set<String> KNOWN = Set.of("search", "status", "sort", "limit", "cursor");

  private final String workspace;
  private final ListParameters parameters;

  private WebhookFilter(String workspace, ListParameters parameters) {
    this.workspace = workspace;
    this.parameters = parameters;
  }

  /** Of a call in whose query string {@link QueryParameters} found nothing unknown. */
  static WebhookFilter of(Context call) {
    return new WebhookFilter(PathParameters.workspace(call), ListParameters.of(call));
  }

  /**
   * The page of the list that the call asks for.
   *
   * @throws InvalidInputException naming the parameter that is given twice or no good
   */
  WebhookPage page(WebhookRegistry registry) {
    WebhookQuery.Builder query = WebhookQuery.builder(workspace);
    parameters.limit().ifPresent(query::limit);
    int limit = query.build().limit();
    Predicate<Webhook> wanted = wanted();
    if (isByName()) {
      return NameOrder.page(registry, workspace, wanted, limit, parameters.text("cursor"));
    }
    String cursor = parameters.cursor();
    return isForAll()
        ? registry.list(query.cursor(cursor).build())
        : byCreation(registry, wanted, limit, cursor);
  }

  private boolean isForAll() {
    return parameters.text("search") == null && parameters.text("status") == null;
  }

  private WebhookPage byCreation(
      WebhookRegistry registry, Predicate<Webhook> wanted, int limit, @Nullable String cursor) {
    List<Webhook> found = new ArrayList<>();
    String next = cursor;
    do {
      WebhookPage page = registry.list(WebhookQuery.builder(workspace).cursor(next).build());
      page.webhooks().stream().filter(wanted).forEach(found::add);
      next = page.nextCursor();
    } while (next != null && found.size() <= limit);
    return WebhookPage.of(found.subList(0, Math.min(found.size(), limit + 1)), limit);
  }

  private boolean isByName() {
    String sort = parameters.text("sort");
    if (sort == null || sort.equals("created")) {
      return false;
    }
    if (!sort.equals("name")) {
      throw new InvalidInputException("sort", "must be one of created, name");
    }
    return true;
  }

  private Predicate<Webhook> wanted() {
    String search = parameters.text("search");
    String status = parameters.text("status");
    Predicate<Webhook> wanted = webhook -> true;
    if (search != null) {
      String sought = search.toLowerCase(Locale.ROOT);
      wanted = webhook -> holds(webhook.name(), sought) || holds(webhook.url(), sought);
    }
    if (status != null) {
      WebhookStatus only = OneOf.of("status", status, WebhookStatus.values());
      wanted = wanted.and(webhook -> webhook.status() == only);
    }
    return wanted;
  }

  private static boolean holds(String text, String sought) {
    return text.toLowerCase(Locale.ROOT).contains(sought);
  }
}
