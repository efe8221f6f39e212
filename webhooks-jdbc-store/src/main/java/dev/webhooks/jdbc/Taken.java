package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Queue.Portion;
import dev.webhooks.jdbc.Queue.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** What a claim takes of one workspace. Not thread safe. */
final class Taken {
  private final WorkspaceWalk walk;
  private final int perWorkspace;

  /** What was leased, by webhook, in the order of their turns. */
  private final Map<Place, List<Leased>> webhooks = new LinkedHashMap<>();

  private List<PendingWebhook> due = List.of();
  private int quota;
  private int before;
  private int count;
  private boolean cut;
  private boolean unserved;

  Taken(WorkspaceWalk walk, int perWorkspace) {
    this.walk = walk;
    this.perWorkspace = perWorkspace;
  }

  WorkspaceWalk walk() {
    return walk;
  }

  /** Webhooks whose turn it is now. */
  void meet(List<PendingWebhook> next) {
    due = next;
    due.forEach(webhook -> webhooks.put(webhook.place(), new ArrayList<>()));
  }

  /** The webhooks whose turn it is. */
  List<PendingWebhook> due() {
    return due;
  }

  /** Whether there may be something to take. */
  boolean isOpen() {
    return !due.isEmpty() && count < perWorkspace;
  }

  /** Whether all that was shared out was taken, and a workspace may have more. */
  boolean wantsMore() {
    return cut && count < perWorkspace;
  }

  /**
   * What to take now.
   *
   * @param most how many deliveries at most
   * @param allowance how many of a webhook
   * @param permits which one, where it must be a particular one
   */
  Share share(int most, ToIntFunction<String> allowance, Permits permits) {
    quota = Math.min(most, perWorkspace - count);
    before = count;
    cut = false;
    List<Portion> portions = new ArrayList<>();
    for (PendingWebhook webhook : due) {
      int left = permits.hasNone(webhook.place()) ? 0 : allowance.applyAsInt(webhook.id());
      if (left > 0) {
        portions.add(
            new Portion(
                webhook.place(),
                requireNonNull(webhook.workspace()),
                left,
                permits.onlyOf(webhook.place())));
      }
    }
    return new Share(quota, portions);
  }

  void add(Leased one) {
    requireNonNull(webhooks.get(one.place())).add(one);
    count++;
    cut = count - before == quota;
    if (count == perWorkspace) {
      walk.close();
    }
  }

  int count() {
    return count;
  }

  /** What did not fit was never taken. */
  void giveBack(Set<Leased> some) {
    webhooks.values().forEach(ofOne -> ofOne.removeAll(some));
    int left = webhooks.values().stream().mapToInt(List::size).sum();
    cut |= left < count;
    unserved = left == 0;
    count = left;
  }

  /** Notes which webhook's turn is next. */
  void endTurn(Turns turns) {
    if (cut) {
      if (!unserved) {
        turns.goOnBehind(walk.workspace(), walk.behind(lastServed()));
      }
    } else {
      walk.endTurn(turns);
    }
  }

  private String lastServed() {
    String served = "";
    for (Map.Entry<Place, List<Leased>> one : webhooks.entrySet()) {
      served = one.getValue().isEmpty() ? served : one.getKey().webhookId();
    }
    return served;
  }

  /** The longest due of each webhook, then the second of each. */
  List<Leased> inTurns() {
    webhooks.values().forEach(ofOne -> ofOne.sort(Comparator.comparingLong(Leased::dueAt)));
    return inTurns(List.copyOf(webhooks.values()));
  }

  /** The first of each, then the second of each, and so on. */
  static List<Leased> inTurns(List<List<Leased>> lines) {
    int longest = lines.stream().mapToInt(List::size).max().orElse(0);
    List<Leased> inTurns = new ArrayList<>();
    for (int turn = 0; turn < longest; turn++) {
      for (List<Leased> line : lines) {
        if (turn < line.size()) {
          inTurns.add(line.get(turn));
        }
      }
    }
    return inTurns;
  }
}
