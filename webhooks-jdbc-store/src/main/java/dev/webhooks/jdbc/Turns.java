package dev.webhooks.jdbc;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is: where walks go on in the circle of workspaces, and in the circle of webhooks of
 * each workspace that was not walked to its end. This process's own idea of it; nodes need not
 * agree. What is forgotten costs a webhook its place, and nothing else.
 *
 * <p>Thread safe.
 */
final class Turns {
  private static final int MOST_REMEMBERED = 10_000;

  /** How many of them go with one statement. */
  private static final int MOST_SENT = 256;

  /** Behind every webhook's id. */
  private static final String END = "\u007f";

  /** Behind which webhook the next turn of a workspace begins; the longest waiting come first. */
  private final Map<String, String> webhooks = new LinkedHashMap<>();

  private String from = "";
  private int workspaces = 1;

  /** Where the circle of workspaces goes on. */
  synchronized String from() {
    return from;
  }

  synchronized void goOnFrom(String next) {
    from = next;
  }

  /** Behind which webhook a workspace's turn begins; empty for the first one. */
  synchronized String webhookOf(String workspace) {
    return webhooks.getOrDefault(workspace, "");
  }

  /** As many of these as a statement carries, those first whose turn comes first. */
  synchronized Map<String, String> starts(Set<String> excluded) {
    Map<String, String> starts = new HashMap<>();
    for (Map.Entry<String, String> one : webhooks.entrySet()) {
      if (starts.size() == MOST_SENT) {
        break;
      }
      starts.put(one.getKey(), one.getValue());
    }
    excluded.stream().limit(MOST_SENT).forEach(workspace -> starts.put(workspace, END));
    return starts;
  }

  /**
   * After a turn.
   *
   * @param webhook behind which the next one begins; empty when all had theirs
   */
  synchronized void goOnBehind(String workspace, String webhook) {
    webhooks.remove(workspace);
    if (!webhook.isEmpty()) {
      if (webhooks.size() == MOST_REMEMBERED) {
        webhooks.remove(webhooks.keySet().iterator().next());
      }
      webhooks.put(workspace, webhook);
    }
  }

  /** How many workspaces a walk may expect. */
  synchronized int workspaces() {
    return workspaces;
  }

  synchronized void expect(int found) {
    workspaces = Math.max(1, found);
  }
}
