package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over webhooks with pending deliveries: from a place on, around in a circle at most once.
 * Not thread safe.
 */
final class QueueWalk {
  /** How many webhooks a walk passes before it gives up for now: some 50 ms. */
  private static final int FARTHEST = 10_000;

  private final Queue queue;
  private final String start;
  private String place;
  private boolean wrapped;
  private boolean cameAround;
  private int passed;

  /**
   * @param start the walk begins behind this id; empty to begin with the first
   */
  QueueWalk(Queue queue, String start) {
    this.queue = queue;
    this.start = start;
    this.place = start;
  }

  /** Whether there is more to see; no when the circle is closed or the walk is long enough. */
  boolean goesOn() {
    return !cameAround && passed < FARTHEST;
  }

  boolean cameAround() {
    return cameAround;
  }

  /** Where to go on from another time. */
  String place() {
    return place;
  }

  /** The next stretch; may be empty even if the walk goes on. */
  List<PendingWebhook> next(Session session, int count) throws SQLException {
    List<PendingWebhook> stretch = queue.webhooksBehind(session, place, count);
    List<PendingWebhook> webhooks = new ArrayList<>();
    for (PendingWebhook webhook : stretch) {
      if (wrapped && webhook.id().compareTo(start) > 0) {
        cameAround = true;
        return webhooks;
      }
      webhooks.add(webhook);
    }
    passed += webhooks.size();
    if (stretch.size() == count) {
      place = stretch.get(count - 1).id();
    } else if (wrapped || start.isEmpty()) {
      cameAround = true;
    } else {
      wrapped = true;
      place = "";
    }
    return webhooks;
  }
}
