package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the webhooks of one workspace that have pending deliveries: from a place on, around
 * in a circle at most once. Not thread safe.
 */
final class WorkspaceWalk {
  private final String workspace;
  private final String start;
  private String place;
  private boolean wrapped;
  private boolean cameAround;
  private boolean closed;
  private boolean walked;
  private List<PendingWebhook> fresh = List.of();

  /** Behind which webhook there is none. */
  private @Nullable String last;

  /**
   * @param start the walk begins behind this webhook; empty to begin with the first
   */
  WorkspaceWalk(String workspace, String start) {
    this.workspace = workspace;
    this.start = start;
    this.place = start;
  }

  String workspace() {
    return workspace;
  }

  /** Behind which webhook to go on. */
  Place place() {
    return new Place(workspace, place);
  }

  /** Whether there is more to see and somebody who wants to. */
  boolean goesOn() {
    return !cameAround && !closed;
  }

  /** Whether all of the circle was seen. */
  boolean cameAround() {
    return cameAround;
  }

  /** Nothing more is wanted of this workspace. */
  void close() {
    closed = true;
  }

  /** What the last stretch brought. */
  List<PendingWebhook> fresh() {
    return fresh;
  }

  /**
   * Takes in the next stretch.
   *
   * @param count how many webhooks were asked for
   */
  void saw(List<PendingWebhook> stretch, int count) {
    walked = true;
    fresh = new ArrayList<>();
    for (PendingWebhook webhook : stretch) {
      if (wrapped && webhook.id().compareTo(start) > 0) {
        cameAround = true;
        return;
      }
      fresh.add(webhook);
    }
    if (stretch.size() == count) {
      place = stretch.get(count - 1).id();
      return;
    }
    if (!wrapped) {
      last = stretch.isEmpty() ? place : stretch.get(stretch.size() - 1).id();
    }
    if (wrapped || start.isEmpty()) {
      cameAround = true;
    } else {
      wrapped = true;
      place = "";
    }
  }

  /**
   * Behind which webhook a turn begins that follows this one's: behind the last the circle begins
   * anew, and whoever looked there first would find nothing.
   */
  String behind(String served) {
    return served.equals(last) ? "" : served;
  }

  /**
   * Notes where the next turn begins, if this was one: who was only met keeps its place among those
   * who have waited for the longest.
   */
  void endTurn(Turns turns) {
    if (walked) {
      turns.goOnBehind(workspace, cameAround ? "" : place);
    }
  }
}
