package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.WebhookStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queue as one database reads and locks it best: what is pending, in the order of workspaces,
 * of webhooks within and of due times within these. Thread safe.
 *
 * <p>A delivery that an older release has stored is of no workspace, and its place is the empty
 * text's. What is set aside has no place in this order.
 */
interface Queue {

  /** Where a webhook's deliveries lie; a webhook of no id is where its workspace's begin. */
  record Place(String workspace, String webhookId) {}

  /**
   * The least text behind another one, where no text holds a NUL: ranges of the queue begin with
   * it.
   */
  static String behind(String text) {
    return text + "\u0001";
  }

  /**
   * Workspaces with pending deliveries, and the first webhooks of each.
   *
   * @param from the workspaces begin with the first that is no less than this text
   * @param workspaces how many of them at most
   * @param starts behind which webhook those of a workspace begin; with the first if nothing is
   *     said
   * @param webhooks how many of each workspace at most
   * @return what it costs depends on the number of workspaces and webhooks alone, not on how much
   *     waits for any of them
   */
  default Stretch walk(
      Session session, String from, int workspaces, Map<String, String> starts, int webhooks)
      throws SQLException {
    List<Place> places =
        workspacesFrom(session, from, workspaces).stream()
            .map(workspace -> new Place(workspace, starts.getOrDefault(workspace, "")))
            .toList();
    Map<String, List<PendingWebhook>> found = new LinkedHashMap<>();
    places.forEach(place -> found.put(place.workspace(), new ArrayList<>()));
    if (!places.isEmpty()) {
      found.putAll(byWorkspace(webhooksBehind(session, places, webhooks)));
    }
    return new Stretch(found, !Aside.marked(session, 1).isEmpty());
  }

  /**
   * What a walk saw.
   *
   * @param workspaces in their order; with no webhook where none is behind its start
   * @param released whether a webhook {@linkplain Aside has deliveries to be put back}
   */
  record Stretch(Map<String, List<PendingWebhook>> workspaces, boolean released) {}

  /** The first so many workspaces with pending deliveries that are no less than a text. */
  List<String> workspacesFrom(Session session, String from, int count) throws SQLException;

  /**
   * Of each place the first so many webhooks with pending deliveries of the same workspace whose id
   * is greater, in the order of their ids.
   *
   * @param places of different workspaces
   */
  List<PendingWebhook> webhooksBehind(Session session, List<Place> places, int count)
      throws SQLException;

  /**
   * Leases due deliveries, skipping those that others have locked: moves their due time to the end
   * of the lease, gives them their next token, and a workspace where they had none.
   *
   * @param shares in the order in which they are served; what is behind the last that is needed is
   *     not touched
   * @param limit how many deliveries at most
   * @param duration in microseconds
   * @param shortBody of how many bytes a body is at most that may be brought along
   */
  List<Leased> lease(Session session, List<Share> shares, int limit, long duration, long shortBody)
      throws SQLException;

  /** These have their due times again, from before they were leased. */
  default void gaveBack(List<Leased> some) {}

  /**
   * Whether a kill of the database may leave a row of the queue without its delivery. Elsewhere a
   * delivery that is not seen may only not be seen yet: a claim locks what is newer than what it
   * reads.
   */
  default boolean mayLoseDeliveries() {
    return false;
  }

  /**
   * A webhook that has pending deliveries.
   *
   * @param place where they lie
   * @param dueIn when something of it may be claimed, in microseconds from now; negative when that
   *     is overdue
   * @param inLine whether the first of them has a {@linkplain Places place} instead of a due time
   * @param workspace the webhook's; null when it is gone
   * @param status the webhook's; null when it is gone
   * @param version the webhook's; zero when it is gone
   * @param terms the webhook's
   */
  record PendingWebhook(
      Place place,
      long dueIn,
      boolean inLine,
      @Nullable String workspace,
      @Nullable WebhookStatus status,
      long version,
      Terms terms) {
    /** What {@link #read} reads, of the webhook as {@code w} and its health as {@code h}. */
    static final String WEBHOOK = "w.workspace as owner, w.status, w.version, " + Terms.COLUMNS;

    static PendingWebhook read(ResultSet row) throws SQLException {
      String status = row.getString("status");
      long first = row.getLong("due_in");
      boolean inLine = Places.isPlace(first);
      Terms terms = Terms.read(row);
      return new PendingWebhook(
          new Place(row.getString("workspace"), row.getString("webhook_id")),
          Math.max(inLine ? 0 : first, terms.heldFor()),
          inLine,
          row.getString("owner"),
          status == null ? null : WebhookStatus.valueOf(status),
          row.getLong("version"),
          terms);
    }

    String id() {
      return place.webhookId();
    }

    /** Whether its deliveries lie where they belong. */
    boolean isInPlace() {
      return isActive() && place.workspace().equals(workspace);
    }

    /** Whether its deliveries have places that they should not have any more. */
    boolean hasLostItsOrder() {
      return isInPlace() && inLine && !terms.ordered();
    }

    boolean isGone() {
      return status == null;
    }

    boolean isActive() {
      return status == WebhookStatus.ACTIVE;
    }

    boolean isDue() {
      return dueIn <= 0;
    }
  }

  /**
   * What may be taken of a workspace.
   *
   * @param quota how many deliveries at most
   * @param webhooks in the order in which they are served
   */
  record Share(int quota, List<Portion> webhooks) {}

  /**
   * What may be taken of a webhook, its longest due first.
   *
   * @param workspace the webhook's
   * @param most how many deliveries
   * @param only the one that it must be, if it still is as it was read; null if any will do
   */
  record Portion(Place place, String workspace, int most, @Nullable Leased only) {
    Portion atMost(int count) {
      return new Portion(place, workspace, Math.min(most, count), only);
    }
  }

  /**
   * What the log knows of a delivery.
   *
   * @param body the event's, where it was brought along
   * @param readAt when this was read, by the database's clock
   */
  record Content(
      DeliveryReference delivery, int attempts, int attemptsBeforeRound, Body body, long readAt) {
    /** What {@link #read} reads, of the delivery as {@code d}; and the time as {@code read_at}. */
    static final String COLUMNS =
        "d.id, d.event_id, d.event_type, d.workspace, d.account, d.webhook_id, d.created_at,"
            + " d.test, d.attempts, d.round_start";

    static Content read(ResultSet row, Body body) throws SQLException {
      return new Content(
          DeliveryLogTable.reference(row),
          row.getInt("attempts"),
          row.getInt("round_start"),
          body,
          row.getLong("read_at"));
    }
  }

  /**
   * An event's body.
   *
   * @param length in bytes; null if it was not looked for, or is lost
   * @param bytes null if it was not brought along
   * @param traceparent the event's; null if it has none, or was not looked for
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Body(@Nullable Integer length, byte @Nullable [] bytes, @Nullable String traceparent) {
    static final Body UNKNOWN = new Body(null, null, null);
  }

  /**
   * A delivery of a claim.
   *
   * @param place where it lay
   * @param token the claim's
   * @param dueAt when it was due, before the claim
   * @param content what the log knows of it; null if it was not looked for, or not found
   */
  record Leased(String id, Place place, long token, long dueAt, @Nullable Content content) {
    static Leased read(ResultSet row) throws SQLException {
      return new Leased(
          row.getString("delivery_id"),
          new Place(row.getString("workspace"), row.getString("webhook_id")),
          row.getLong("token"),
          row.getLong("due_at"),
          null);
    }

    String webhookId() {
      return place.webhookId();
    }
  }

  /** In their order. */
  static Map<String, List<PendingWebhook>> byWorkspace(List<PendingWebhook> webhooks) {
    Map<String, List<PendingWebhook>> all = new LinkedHashMap<>();
    for (PendingWebhook webhook : webhooks) {
      all.computeIfAbsent(webhook.place().workspace(), w -> new ArrayList<>()).add(webhook);
    }
    return all;
  }

  @FunctionalInterface
  interface Locking {
    /** Locks what may be taken of each portion; the tokens are those that it had. */
    Map<Portion, List<Leased>> lock(List<Portion> portions) throws SQLException;
  }

  /**
   * Locks what is shared out, and then leases it, for databases that don't answer with what they
   * update.
   *
   * @param atOnce how many portions are locked at a time
   */
  static List<Leased> lease(
      Session session, List<Share> shares, int limit, long duration, int atOnce, Locking locking)
      throws SQLException {
    Map<Portion, List<Leased>> locked = new LinkedHashMap<>();
    Lot lot = new Lot(shares, limit);
    List<Portion> some = lot.next(atOnce);
    while (!some.isEmpty()) {
      Map<Portion, List<Leased>> found = locking.lock(some);
      lot.taken(found);
      locked.putAll(found);
      some = lot.next(atOnce);
    }
    return leaseLocked(session, locked, duration);
  }

  private static List<Leased> leaseLocked(
      Session session, Map<Portion, List<Leased>> locked, long duration) throws SQLException {
    Map<String, List<Leased>> ofNone = new HashMap<>();
    List<Leased> all = new ArrayList<>();
    for (Map.Entry<Portion, List<Leased>> some : locked.entrySet()) {
      all.addAll(some.getValue());
      if (some.getKey().place().workspace().isEmpty() && !some.getValue().isEmpty()) {
        ofNone
            .computeIfAbsent(some.getKey().workspace(), w -> new ArrayList<>())
            .addAll(some.getValue());
      }
    }
    if (!all.isEmpty()) {
      session.update(
          "update webhooks_pending set due_at = {now} + ?, token = token + 1 where delivery_id {in}",
          duration,
          new Ids(all.stream().map(Leased::id).toList()));
    }
    for (Map.Entry<String, List<Leased>> some : ofNone.entrySet()) {
      session.update(
          "update webhooks_pending set workspace = ? where delivery_id {in}",
          some.getKey(),
          new Ids(some.getValue().stream().map(Leased::id).toList()));
    }
    return all.stream()
        .map(one -> new Leased(one.id(), one.place(), one.token() + 1, one.dueAt(), null))
        .toList();
  }
}
