package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A walk over what is pending: over all workspaces once, a few webhooks of each, and then on
 * through the webhooks of those that have more. Not thread safe.
 */
final class QueueWalk {
  /** How many webhooks a walk passes before it gives up for now: some 50 ms. */
  private static final int FARTHEST = 10_000;

  private static final int WORKSPACES_AT_ONCE = 32;

  private final Queue queue;
  private final Turns turns;
  private final Set<String> excluded;
  private final int longest;
  private final Set<String> seen = new HashSet<>();
  private final Deque<WorkspaceWalk> open = new ArrayDeque<>();
  private final boolean small;
  private String start;
  private String from;
  private boolean wrapped;
  private boolean cameAround;
  private boolean released;
  private int passed;

  /**
   * @param excluded workspaces to pass over
   * @param longest how many webhooks one statement brings at most
   */
  QueueWalk(Queue queue, Turns turns, Set<String> excluded, int longest) {
    this.queue = queue;
    this.turns = turns;
    this.excluded = excluded;
    this.longest = longest;
    this.small = turns.workspaces() < WORKSPACES_AT_ONCE;
    this.start = turns.from();
    this.from = small ? "" : start;
  }

  /** Whether there is more to see; no when all was seen or the walk is long enough. */
  boolean goesOn() {
    return passed < FARTHEST && (!cameAround || open.stream().anyMatch(WorkspaceWalk::goesOn));
  }

  /** Whether all was seen that was not excluded. */
  boolean sawAll() {
    return cameAround && open.stream().allMatch(WorkspaceWalk::cameAround);
  }

  /** Whether a webhook was made active that has deliveries to be put back. */
  boolean sawReleased() {
    return released;
  }

  /** Whether every workspace was met. */
  boolean metAll() {
    return cameAround;
  }

  /** Where to go on in the circle of workspaces another time. */
  String from() {
    return from;
  }

  /**
   * Walks one more stretch; each of the workspaces' walks has some fresh webhooks, or none.
   *
   * @param webhooks how many are wanted in all
   */
  List<WorkspaceWalk> next(Session session, int webhooks) throws SQLException {
    return cameAround ? goOn(session, webhooks) : meet(session, webhooks);
  }

  private List<WorkspaceWalk> meet(Session session, int webhooks) throws SQLException {
    int each = each(webhooks, Math.min(turns.workspaces(), WORKSPACES_AT_ONCE));
    Map<String, String> starts = turns.starts(excluded);
    Queue.Stretch stretch = queue.walk(session, from, WORKSPACES_AT_ONCE, starts, each);
    Map<String, List<PendingWebhook>> found = stretch.workspaces();
    released |= stretch.released();
    List<String> workspaces = List.copyOf(found.keySet());
    if (small && seen.isEmpty()) {
      if (workspaces.size() < WORKSPACES_AT_ONCE) {
        cameAround = true;
        workspaces = turned(workspaces);
      } else {
        start = "";
      }
    }
    List<WorkspaceWalk> walks = new ArrayList<>();
    for (String workspace : workspaces) {
      List<PendingWebhook> webhooksOfOne = found.getOrDefault(workspace, List.of());
      if (!seen.add(workspace)) {
        cameAround = true;
        break;
      }
      from = Queue.behind(workspace);
      passed += 1 + webhooksOfOne.size();
      if (!excluded.contains(workspace)) {
        String begin = turns.webhookOf(workspace);
        WorkspaceWalk walk = new WorkspaceWalk(workspace, begin);
        if (begin.equals(starts.getOrDefault(workspace, ""))) {
          walk.saw(webhooksOfOne, each);
        }
        walks.add(walk);
      }
    }
    if (found.size() < WORKSPACES_AT_ONCE && !cameAround) {
      cameAround = wrapped || start.isEmpty();
      wrapped = true;
      from = cameAround ? start : "";
    }
    if (cameAround || found.size() == WORKSPACES_AT_ONCE) {
      turns.expect(seen.size());
    }
    open.addAll(walks);
    return walks;
  }

  /** All workspaces, those first whose turn it is: behind the one where the last walk ended. */
  private List<String> turned(List<String> workspaces) {
    int first = 0;
    while (first < workspaces.size()
        && IndexRanges.BY_BYTES.compare(workspaces.get(first), start) < 0) {
      first++;
    }
    List<String> turned = new ArrayList<>(workspaces.subList(first, workspaces.size()));
    turned.addAll(workspaces.subList(0, first));
    return turned;
  }

  private List<WorkspaceWalk> goOn(Session session, int webhooks) throws SQLException {
    List<WorkspaceWalk> walks = new ArrayList<>();
    for (int i = open.size(); i > 0 && walks.size() < WORKSPACES_AT_ONCE; i--) {
      WorkspaceWalk walk = open.remove();
      if (walk.goesOn()) {
        walks.add(walk);
      }
      open.add(walk);
    }
    int each = each(webhooks, walks.size());
    Map<String, List<PendingWebhook>> found =
        Queue.byWorkspace(
            queue.webhooksBehind(session, walks.stream().map(WorkspaceWalk::place).toList(), each));
    for (WorkspaceWalk walk : walks) {
      List<PendingWebhook> some = found.getOrDefault(walk.workspace(), List.of());
      passed += 1 + some.size();
      walk.saw(some, each);
    }
    return walks;
  }

  /** Two, where there is room: of a workspace that has but one the second shows its end. */
  private int each(int webhooks, int workspaces) {
    int wanted = Math.max(2, (webhooks + workspaces - 1) / workspaces);
    return Math.max(1, Math.min(wanted, longest / workspaces));
  }
}
