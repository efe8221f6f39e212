package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Guarantee N: whose turn it is. */
class TurnsTest {
  private final Set<String> slow = new HashSet<>();
  private final Turns turns = new Turns(64, 16, slow::contains);

  @Test
  void workspacesTakeTurnsWhateverTheNumberOfTheirWebhooks() {
    for (int i = 0; i < 30; i++) {
      turns.add(Claimed.of("large", "wh_" + i));
    }
    turns.add(Claimed.of("small", "wh_small"));
    turns.add(Claimed.of("small", "wh_small"));

    assertThat(begin(4))
        .extracting(QueuedDelivery::workspace)
        .containsExactly("large", "small", "large", "small");
  }

  @Test
  void webhooksOfAWorkspaceTakeTurns() {
    for (int i = 0; i < 5; i++) {
      turns.add(Claimed.of("acme", "wh_busy"));
    }
    turns.add(Claimed.of("acme", "wh_quiet"));

    assertThat(begin(3))
        .extracting(QueuedDelivery::webhookId)
        .containsExactly("wh_busy", "wh_quiet", "wh_busy");
  }

  @Test
  void whatWaitsToAWebhookLeavesInItsOrder() {
    for (int i = 0; i < 5; i++) {
      turns.add(Claimed.of("acme", "wh", "dlv_" + i, 1));
    }

    assertThat(begin(9))
        .extracting(queued -> queued.claim().id())
        .containsExactly("dlv_0", "dlv_1", "dlv_2", "dlv_3", "dlv_4");
  }

  @Test
  void aWebhookHasNoMoreUnderWayThanItsBound() {
    for (int i = 0; i < 40; i++) {
      turns.add(Claimed.of("acme", "wh"));
    }

    List<QueuedDelivery> begun = begin(40);
    assertThat(begun).hasSize(16);

    turns.end(begun.get(0));
    assertThat(begin(40)).hasSize(1);
  }

  @Test
  void oneThatHangsWithAllItsWebhooksLeavesRoomForItsNeighbours() {
    for (int i = 0; i < 200; i++) {
      turns.add(Claimed.of("hanging", "wh_" + i));
    }
    assertThat(begin(200)).hasSizeLessThanOrEqualTo(48);

    turns.add(Claimed.of("healthy", "wh_healthy"));
    assertThat(begin(200)).extracting(QueuedDelivery::workspace).containsExactly("healthy");
  }

  @Test
  void webhooksThatHangLeaveRoomForOthersOfTheirWorkspace() {
    for (int i = 0; i < 6; i++) {
      for (int n = 0; n < 16; n++) {
        turns.add(Claimed.of("acme", "wh_" + i));
      }
    }
    begin(200);

    turns.add(Claimed.of("acme", "wh_healthy"));
    assertThat(begin(200)).extracting(QueuedDelivery::webhookId).containsExactly("wh_healthy");
  }

  @Test
  void theyDoSoAsLongAsTheyAreFewerThanPlaces() {
    for (int places = 8; places < 80; places++) {
      for (int webhooks = 1; webhooks < places - places / 4; webhooks++) {
        Turns some = new Turns(places, 8, webhook -> false);
        for (int i = 0; i < 200; i++) {
          some.add(Claimed.of("acme", "wh_" + i % webhooks));
        }
        while (some.begin() != null) {
          assertThat(some.underWay()).isLessThanOrEqualTo(places);
        }
        some.add(Claimed.of("acme", "wh_healthy"));
        assertThat(some.begin())
            .as("%s places, %s webhooks that hang", places, webhooks)
            .extracting(QueuedDelivery::webhookId)
            .isEqualTo("wh_healthy");
      }
    }
  }

  @Test
  void whoeverDoesNotAnswerInTimeSharesAPart() {
    for (int i = 0; i < 100; i++) {
      slow.add("wh_" + i);
      turns.add(Claimed.of("tenant_" + i % 10, "wh_" + i));
    }

    assertThat(begin(100)).hasSize(16);

    turns.add(Claimed.of("tenant_1", "wh_quick"));
    assertThat(begin(100)).extracting(QueuedDelivery::webhookId).containsExactly("wh_quick");
  }

  @Test
  void ofOneWorkspaceTheyHaveHalfOfThatPart() {
    for (int i = 0; i < 100; i++) {
      slow.add("wh_" + i);
      turns.add(Claimed.of("acme", "wh_" + i));
    }

    assertThat(begin(100)).hasSize(8);
  }

  @Test
  void whatEndedCountsNoMore() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 60; i++) {
        turns.add(Claimed.of("tenant_" + i % 7, "wh_" + i));
      }
      List<QueuedDelivery> begun = begin(60);
      Map<String, Long> byTenant =
          begun.stream()
              .collect(Collectors.groupingBy(QueuedDelivery::workspace, Collectors.counting()));
      assertThat(byTenant).hasSize(7);
      begun.forEach(queued -> assertThat(turns.end(queued)).isTrue());
      assertThat(turns.end(begun.get(0))).as("ending twice").isFalse();
      turns.beginAll(0).forEach(turns::end);
      assertThat(turns.waiting()).isZero();
      assertThat(turns.underWay()).isZero();
    }
  }

  private List<QueuedDelivery> begin(int atMost) {
    List<QueuedDelivery> begun = new ArrayList<>();
    for (int i = 0; i < atMost; i++) {
      QueuedDelivery next = turns.begin();
      if (next != null) {
        begun.add(next);
      }
    }
    return begun;
  }
}
