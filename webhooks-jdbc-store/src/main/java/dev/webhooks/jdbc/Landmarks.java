package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.Place;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the queue while PostgreSQL can't clear it. As long as somebody holds an old
 * snapshot, the entries of all that is done stay in the index, at the low end of each webhook's
 * stretch, and whoever steps on a stretch walks over them. So the webhooks are remembered, each
 * with the due time up to which everything was taken: a walk looks for it from there on, and
 * between it and the next one for webhooks that it does not know.
 *
 * <p>That bound is a guess, because a delivery may come to lie below it: published by a transaction
 * that was slow to commit, given back by another node, or after the clock was set back. So it never
 * is younger than a moment ago, and every few seconds, or where there seems to be nothing, a look
 * begins at the beginning.
 *
 * <p>Thread safe. Nothing is remembered while walks are cheap.
 */
final class Landmarks {
  /** Where a look from the very beginning begins. */
  static final long BEGINNING = Long.MIN_VALUE;

  /** Nothing waited. */
  private static final long END = Long.MAX_VALUE;

  private static final Comparator<String> BY_BYTES =
      (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

  private static final int MOST_REMEMBERED = 20_000;

  /** How often a webhook is looked at from the beginning. */
  static final Duration FULL_LOOK = Duration.ofSeconds(5);

  /** And how often where nothing was found. */
  private static final Duration NEXT_LOOK = Duration.ofMillis(500);

  /** How often it is found out whether walks are cheap again. */
  private static final Duration TRIAL = Duration.ofSeconds(10);

  /** A walk is dear that takes so long, and so long for each of its steps. */
  private static final Duration DEAR_WALK = Duration.ofMillis(3);

  /** So many dear ones in a row are not by chance. */
  private static final int DEAR_WALKS = 4;

  private static final int FEW_STEPS = 4;

  private static final Duration DEAR_STEP = Duration.ofNanos(50_000);

  private final LongSupplier nanoTime;
  private final boolean always;

  /** By workspace, then by webhook. */
  private final NavigableMap<String, NavigableMap<String, Landmark>> workspaces =
      new TreeMap<>(BY_BYTES);

  private int size;
  private int dearWalks;
  private long trialAt;

  /**
   * @param always whether they are used however cheap walks are
   */
  Landmarks(LongSupplier nanoTime, boolean always) {
    this.nanoTime = nanoTime;
    this.always = always;
    this.trialAt = nanoTime.getAsLong();
  }

  /** What is known of a webhook. */
  private static final class Landmark {
    long bound = BEGINNING;
    long lookedAt;
  }

  /** A webhook, and from which due time on it is to be looked for. */
  record Known(String webhookId, long from) {}

  /** Whether a walk should use them; now and then one does without, to find out what that costs. */
  synchronized boolean areNeeded() {
    if (always) {
      return true;
    }
    if (dearWalks < DEAR_WALKS) {
      return false;
    }
    if (nanoTime.getAsLong() - trialAt >= 0) {
      trialAt = nanoTime.getAsLong() + TRIAL.toNanos();
      return false;
    }
    return true;
  }

  /** What a walk without them took. */
  synchronized void walked(Duration time, int steps) {
    boolean dear =
        time.compareTo(DEAR_WALK) > 0 && time.dividedBy(steps + 1L).compareTo(DEAR_STEP) > 0;
    // Few steps say nothing of what longer walks are like, and none leave nothing to be remembered.
    boolean isTelling = dear ? steps > 0 : steps >= FEW_STEPS;
    if (!isTelling && dearWalks < DEAR_WALKS) {
      return;
    }
    dearWalks = dear ? dearWalks + 1 : 0;
    if (dearWalks < DEAR_WALKS) {
      workspaces.clear();
      size = 0;
    } else {
      trialAt = nanoTime.getAsLong() + TRIAL.toNanos();
    }
  }

  /** Workspaces that are known, from a text on. */
  synchronized List<String> workspaces(String from, int count) {
    return workspaces.tailMap(from, true).keySet().stream().limit(count).toList();
  }

  /** Webhooks that are known behind a place, each to be looked for now. */
  synchronized List<Known> webhooksBehind(Place place, int count) {
    NavigableMap<String, Landmark> webhooks = workspaces.get(place.workspace());
    return webhooks == null
        ? List.of()
        : webhooks.tailMap(place.webhookId(), false).entrySet().stream()
            .limit(count)
            .map(one -> new Known(one.getKey(), lookFrom(one.getValue())))
            .toList();
  }

  private long lookFrom(Landmark known) {
    long now = nanoTime.getAsLong();
    Duration pause = known.bound == END ? NEXT_LOOK : FULL_LOOK;
    if (known.bound == BEGINNING || now - known.lookedAt >= pause.toNanos()) {
      known.lookedAt = now;
      known.bound = BEGINNING;
    }
    return known.bound;
  }

  /** From which due time on deliveries of a webhook are to be taken. */
  synchronized long boundOf(Place place) {
    Landmark known = find(place);
    return known == null ? BEGINNING : known.bound;
  }

  /**
   * After a look at a webhook, from where it was to be looked for.
   *
   * @param due when its first delivery is due; null if there is none
   */
  synchronized void looked(Place place, @Nullable Long due) {
    Landmark known = find(place);
    if (known == null && due != null && size < MOST_REMEMBERED) {
      known = new Landmark();
      known.lookedAt = nanoTime.getAsLong();
      workspaces
          .computeIfAbsent(place.workspace(), workspace -> new TreeMap<>())
          .put(place.webhookId(), known);
      size++;
    }
    if (known != null) {
      known.bound = due == null ? END : due;
    }
  }

  /** Everything was taken up to these. */
  synchronized void taken(List<Leased> some) {
    for (Leased one : some) {
      Landmark known = find(one.place());
      if (known != null) {
        known.bound = Math.max(known.bound, one.dueAt());
      }
    }
  }

  /** These lie where they lay. */
  synchronized void gaveBack(List<Leased> some) {
    for (Leased one : some) {
      Landmark known = find(one.place());
      if (known != null) {
        known.bound = Math.min(known.bound, one.dueAt());
      }
    }
  }

  private @Nullable Landmark find(Place place) {
    NavigableMap<String, Landmark> webhooks = workspaces.get(place.workspace());
    return webhooks == null ? null : webhooks.get(place.webhookId());
  }
}
