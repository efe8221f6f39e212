package dev.webhooks.jdbc;

import dev.webhooks.jdbc.HealthTable.Entry;
import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.model.WebhookHealth.Round;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a claim may take of webhooks on whose terms it may not take what it likes. What the walk saw
 * is looked at again, with a lock that is not waited for: so of several nodes one opens a round,
 * and one deals out the next times. Of other webhooks nothing is looked at.
 *
 * <p>Not thread safe.
 */
final class Permits {
  private final Session session;
  private final Duration lease;

  private final Set<String> asked = new HashSet<>();
  private final Map<String, Integer> most = new HashMap<>();
  private final Map<String, Entry> windows = new HashMap<>();
  private final Map<String, Pace> paces = new HashMap<>();
  private final Map<String, Round> rounds = new HashMap<>();

  /** Webhooks that get one at a time, which must be a particular one. */
  private final Set<String> singles = new HashSet<>();

  /** The ones that it must be, where they are due. */
  private final Map<Place, Leased> only = new HashMap<>();

  Permits(Session session, Duration lease) {
    this.session = session;
    this.lease = lease;
  }

  /** Before anything is taken of these. */
  void ask(List<PendingWebhook> due) throws SQLException {
    List<PendingWebhook> bound =
        due.stream().filter(webhook -> webhook.terms().bind() && asked.add(webhook.id())).toList();
    if (bound.isEmpty()) {
      return;
    }
    bound.forEach(webhook -> most.put(webhook.id(), Integer.MAX_VALUE));
    askForWindows(bound.stream().filter(webhook -> webhook.terms().window() > 0).toList());
    askForTimes(bound.stream().filter(webhook -> webhook.terms().rate() > 0).toList());
    List<Place> heads = new ArrayList<>();
    List<Place> probes = new ArrayList<>();
    for (PendingWebhook webhook : bound) {
      if (webhook.terms().ordered()) {
        most.merge(webhook.id(), 1, Math::min);
      }
      if (mostOf(webhook.id()) > 0) {
        Entry window = windows.get(webhook.id());
        if (webhook.terms().ordered()) {
          heads.add(webhook.place());
        } else if (window != null && window.health().window() == 1) {
          probes.add(webhook.place());
        }
      }
    }
    heads.forEach(place -> singles.add(place.webhookId()));
    probes.forEach(place -> singles.add(place.webhookId()));
    Singles.heads(session, heads).forEach(one -> only.put(one.place(), one));
    Singles.probes(session, probes).forEach(one -> only.put(one.place(), one));
  }

  private void askForWindows(List<PendingWebhook> webhooks) throws SQLException {
    if (webhooks.isEmpty()) {
      return;
    }
    windows.putAll(
        HealthTable.lockFree(session, webhooks.stream().map(PendingWebhook::id).toList()));
    for (PendingWebhook webhook : webhooks) {
      Entry entry = windows.get(webhook.id());
      Instant from = entry == null ? null : entry.health().claimableFrom();
      if (entry == null || (from != null && from.isAfter(entry.now()))) {
        most.put(webhook.id(), 0);
      } else if (entry.health().window() > 0) {
        most.merge(webhook.id(), entry.health().window(), Math::min);
      }
    }
  }

  private void askForTimes(List<PendingWebhook> webhooks) throws SQLException {
    List<PendingWebhook> open =
        webhooks.stream().filter(webhook -> mostOf(webhook.id()) > 0).toList();
    if (open.isEmpty()) {
      return;
    }
    paces.putAll(Pace.lock(session, open));
    for (PendingWebhook webhook : open) {
      Pace pace = paces.get(webhook.id());
      most.merge(webhook.id(), pace == null ? 0 : pace.most(), Math::min);
    }
  }

  /** How many deliveries may be taken of a webhook in this claim. */
  int mostOf(String webhook) {
    return most.getOrDefault(webhook, Integer.MAX_VALUE);
  }

  /** Whether it must be a particular one, and that one is not to be had. */
  boolean hasNone(Place place) {
    return singles.contains(place.webhookId()) && !only.containsKey(place);
  }

  /** The one that it must be; null if any will do. */
  @Nullable Leased onlyOf(Place place) {
    return only.get(place);
  }

  /**
   * Opens the rounds of what was taken, and uses up the times.
   *
   * @return how long each is to be held back, by its id, where it is at all
   */
  Map<String, Duration> use(List<Leased> taken) throws SQLException {
    if (windows.isEmpty() && paces.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> dealt = new HashMap<>();
    Map<String, Duration> sendAfter = new HashMap<>();
    for (Leased one : taken) {
      String webhook = one.webhookId();
      int index = dealt.merge(webhook, 1, Integer::sum) - 1;
      Pace pace = paces.get(webhook);
      if (pace != null) {
        sendAfter.put(one.id(), pace.sendAfter(index));
      }
      Entry window = windows.get(webhook);
      if (window != null && window.health().window() > 0) {
        Instant until = Micros.stored(window.now().plus(lease));
        rounds.put(webhook, new Round(index + 1, index == 0 ? one.id() : null, until));
      }
    }
    HealthTable.open(session, rounds);
    Pace.write(session, paces, dealt);
    return sendAfter;
  }

  /** When the round ends that was opened for a webhook; null if none was. */
  @Nullable Instant roundEnds(String webhook) {
    Round round = rounds.get(webhook);
    return round == null ? null : round.until();
  }
}
