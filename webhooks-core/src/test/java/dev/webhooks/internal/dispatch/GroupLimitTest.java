package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many outcomes are stored together. */
class GroupLimitTest {
  private final GroupLimit limit = new GroupLimit();
  private final int most = limit.current();

  @Test
  void aGroupThatFailsIsHalvedDownToOne() {
    limit.failed(100);
    assertThat(limit.current()).isEqualTo(50);
    for (int i = 0; i < 10; i++) {
      limit.failed(limit.current());
    }
    assertThat(limit.current()).isEqualTo(1);
  }

  @Test
  void itGrowsAgainByAndByUpToWhereItBegan() {
    limit.failed(2);
    assertThat(limit.current()).isEqualTo(1);
    int stored = 0;
    while (limit.current() < most) {
      int before = limit.current();
      limit.stored(before);
      stored++;
      assertThat(limit.current()).isIn(before, 2 * before, most);
    }
    assertThat(stored).isBetween(9 * 4, 9 * 16);
    limit.stored(most);
    assertThat(limit.current()).isEqualTo(most);
  }

  /** A group that is smaller than it may be says nothing about larger ones. */
  @Test
  void onlyFullGroupsCount() {
    limit.failed(100);
    for (int i = 0; i < 100; i++) {
      limit.stored(49);
    }
    assertThat(limit.current()).isEqualTo(50);
  }

  /** Where the larger size fails again, most tries are of the size that goes well. */
  @Test
  void tryingMoreIsRare() {
    int tries = 0;
    int failures = 0;
    while (tries < 1_000) {
      int size = limit.current();
      tries++;
      if (size > 10) {
        failures++;
        limit.failed(size);
      } else {
        limit.stored(size);
      }
    }
    assertThat(failures).isLessThan(150);
  }

  /** One that failed by itself, being small, makes no larger one of the limit. */
  @Test
  void aFailureNeverRaisesIt() {
    limit.failed(10);
    limit.failed(400);
    assertThat(limit.current()).isEqualTo(5);
  }
}
