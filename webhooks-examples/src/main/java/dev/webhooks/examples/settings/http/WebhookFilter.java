package dev.webhooks.examples.settings.http;

import static java.util.Objects.requireNonNull;

import dev.webhooks.WebhookRegistry;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookStatus;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  static final Set<String> KNOWN = Set.of("search", "status", "health", "sort", "limit", "cursor");

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
  WebhookPage page(WebhookRegistry registry, Conditions conditions) {
    WebhookQuery.Builder query = WebhookQuery.builder(workspace);
    parameters.limit().ifPresent(query::limit);
    int limit = query.build().limit();
    Predicate<Webhook> wanted = wanted();
    Predicate<WebhookHealth> condition = condition();
    Order order = order();
    if (order == Order.CREATED && condition == null) {
      String cursor = parameters.cursor();
      return isForAll()
          ? registry.list(query.cursor(cursor).build())
          : byCreation(registry, wanted, limit, cursor);
    }
    List<Webhook> found = all(registry, wanted);
    if (order == Order.NAME && condition == null) {
      return NameOrder.list().page(found, limit, parameters.text("cursor"));
    }
    Map<String, WebhookHealth> present = conditions.health(workspace, found);
    List<Webhook> rest =
        found.stream()
            .filter(
                webhook ->
                    condition == null || condition.test(requireNonNull(present.get(webhook.id()))))
            .toList();
    return switch (order) {
      case CREATED -> behind(rest, parameters.cursor(), limit);
      case NAME -> NameOrder.list().page(rest, limit, parameters.text("cursor"));
      case FAILING -> FailingOrder.list(present).page(rest, limit, parameters.text("cursor"));
    };
  }

  private boolean isForAll() {
    return parameters.text("search") == null && parameters.text("status") == null;
  }

  private List<Webhook> all(WebhookRegistry registry, Predicate<Webhook> wanted) {
    List<Webhook> found = new ArrayList<>();
    String next = null;
    do {
      WebhookPage page = registry.list(WebhookQuery.builder(workspace).cursor(next).build());
      page.webhooks().stream().filter(wanted).forEach(found::add);
      next = page.nextCursor();
    } while (next != null);
    return found;
  }

  private static WebhookPage behind(List<Webhook> webhooks, @Nullable String cursor, int limit) {
    Cursor last = cursor == null ? null : Cursor.parse(cursor);
    List<Webhook> rest =
        webhooks.stream()
            .filter(webhook -> last == null || isBehind(webhook, last))
            .limit(limit + 1L)
            .toList();
    return WebhookPage.of(rest, limit);
  }

  private static boolean isBehind(Webhook webhook, Cursor place) {
    int byTime = webhook.createdAt().compareTo(place.createdAt());
    return byTime > 0 || (byTime == 0 && webhook.id().compareTo(place.id()) > 0);
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

  private enum Order {
    CREATED,
    NAME,
    FAILING
  }

  private Order order() {
    String sort = parameters.text("sort");
    if (sort == null) {
      return Order.CREATED;
    }
    return Arrays.stream(Order.values())
        .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(sort))
        .findFirst()
        .orElseThrow(
            () -> new InvalidInputException("sort", "must be one of created, name, failing"));
  }

  /** Null for all. */
  private @Nullable Predicate<WebhookHealth> condition() {
    String health = parameters.text("health");
    if (health == null) {
      return null;
    }
    if (health.equals("UNWELL")) {
      return present -> present.state() != HealthState.HEALTHY;
    }
    HealthState only = state(health);
    return present -> present.state() == only;
  }

  private static HealthState state(String health) {
    try {
      return OneOf.of("health", health, HealthState.values());
    } catch (InvalidInputException e) {
      throw new InvalidInputException(e.field(), e.problem() + ", UNWELL");
    }
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
