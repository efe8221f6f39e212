package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Landmarks.Known;
import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the webhooks of one workspace by {@link Landmarks}: from one that is known to the
 * next, with a look at what lies between. Not thread safe.
 */
final class LandmarkWalk {
  /** Behind every webhook. */
  private static final String LAST = "\u007f";

  private final Landmarks landmarks;
  private final int count;
  private final List<PendingWebhook> found = new ArrayList<>();
  private Place place;
  private List<Step> steps = List.of();
  private boolean atTheEnd;

  /**
   * @param place the walk begins behind this webhook
   * @param count how many webhooks are wanted
   */
  LandmarkWalk(Landmarks landmarks, Place place, int count) {
    this.landmarks = landmarks;
    this.place = place;
    this.count = count;
  }

  /** A stretch of the index, and the known webhook behind it; or what is behind all of them. */
  static final class Step {
    private final String workspace;
    private final String behind;
    private final Known until;
    private final List<PendingWebhook> found = new ArrayList<>();
    private final List<Long> due = new ArrayList<>();

    Step(String workspace, String behind, Known until) {
      this.workspace = workspace;
      this.behind = behind;
      this.until = until;
    }

    String workspace() {
      return workspace;
    }

    String behind() {
      return behind;
    }

    String until() {
      return until.webhookId();
    }

    long from() {
      return until.from();
    }

    void found(PendingWebhook webhook, long dueAt) {
      found.add(webhook);
      due.add(dueAt);
    }
  }

  /** What to look at next. */
  List<Step> next() {
    int wanted = count - found.size();
    List<Known> known = landmarks.webhooksBehind(place, wanted);
    atTheEnd = known.size() < wanted;
    steps = new ArrayList<>();
    String behind = place.webhookId();
    for (Known one : known) {
      steps.add(new Step(place.workspace(), behind, one));
      behind = one.webhookId();
    }
    if (atTheEnd) {
      steps.add(new Step(place.workspace(), behind, new Known(LAST, Landmarks.BEGINNING)));
    }
    return steps;
  }

  /** The last steps were looked at. */
  void walked() {
    for (Step step : steps) {
      @Nullable Long head = null;
      for (int i = 0; i < step.found.size(); i++) {
        Place at = step.found.get(i).place();
        if (at.webhookId().equals(step.until())) {
          head = step.due.get(i);
        } else {
          landmarks.looked(at, step.due.get(i));
        }
      }
      Place end = new Place(place.workspace(), step.until());
      landmarks.looked(end, head);
      found.addAll(step.found);
      place = end;
    }
  }

  boolean isDone() {
    return atTheEnd || found.size() >= count;
  }

  List<PendingWebhook> found() {
    return found.stream().limit(count).toList();
  }
}
