package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.Portion;
import dev.webhooks.jdbc.Queue.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals out shares in portions, for databases that lock the deliveries of a few webhooks in one
 * statement. What a portion did not use is left to those behind it. Not thread safe.
 */
final class Lot {
  private final List<Hand> hands;
  private final Map<Portion, Hand> dealt = new LinkedHashMap<>();
  private int left;

  /** What is left of a share. */
  private static final class Hand {
    final List<Portion> webhooks;
    int quota;
    int next;

    Hand(Share share) {
      webhooks = share.webhooks();
      quota = share.quota();
    }
  }

  Lot(List<Share> shares, int limit) {
    this.hands = shares.stream().map(Hand::new).toList();
    this.left = limit;
  }

  /** The next portions, which together are within what is left; none when there is nothing. */
  List<Portion> next(int count) {
    dealt.clear();
    int open = left;
    for (Hand hand : hands) {
      int quota = Math.min(open, hand.quota);
      while (quota > 0 && hand.next < hand.webhooks.size() && dealt.size() < count) {
        Portion whole = hand.webhooks.get(hand.next++);
        Portion portion = whole.atMost(quota);
        dealt.put(portion, hand);
        quota -= portion.most();
        open -= portion.most();
      }
    }
    return new ArrayList<>(dealt.keySet());
  }

  /** What was found of the portions that were dealt last. */
  void taken(Map<Portion, List<Leased>> found) {
    dealt.forEach(
        (portion, hand) -> {
          int size = found.getOrDefault(portion, List.of()).size();
          hand.quota -= size;
          left -= size;
        });
  }
}
