package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appends of many threads at the same time, on a store that a test holds up and lets go. */
class GroupCommitTest {
  private static final Instant STORED = Instant.parse("2026-05-13T19:24:02.310Z");

  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "publisher");
            started.add(thread);
            return thread;
          });
  private final List<EventBatch> stored = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);

  /** What the store makes of a batch that is not held up. */
  private volatile Function<EventBatch, Optional<List<PublishedEvent>>> answer =
      GroupCommitTest::answered;

  private GroupCommit group = new GroupCommit(this::store, Duration.ofMinutes(1));

  private List<Future<Optional<List<PublishedEvent>>>> first = List.of();

  /** As many as may be stored at once are, until the test lets them go. */
  @BeforeEach
  void occupy() {
    occupy(group);
  }

  private void occupy(GroupCommit group) {
    stored.clear();
    this.group = group;
    first = appendAll("held", GroupCommit.MOST_AT_ONCE);
    await().until(() -> stored.size() == GroupCommit.MOST_AT_ONCE);
  }

  @AfterEach
  void close() {
    held.countDown();
    threads.shutdown();
  }

  @Test
  void whatGathersIsStoredTogetherAndEachIsToldItsOwn() throws Exception {
    List<Future<Optional<List<PublishedEvent>>>> others = appendAll("evt", 10);
    awaitGathered(others);

    held.countDown();

    for (int i = 0; i < 10; i++) {
      assertThat(others.get(i).get().orElseThrow())
          .extracting(PublishedEvent::eventId)
          .containsExactly("evt" + i);
    }
    for (Future<Optional<List<PublishedEvent>>> one : first) {
      assertThat(one.get()).isPresent();
    }
    assertThat(stored.size()).isLessThan(GroupCommit.MOST_AT_ONCE + 10);
    assertThat(stored.stream().flatMap(batch -> batch.events().stream()).map(NewEvent::id))
        .as("each once")
        .doesNotHaveDuplicates()
        .hasSize(GroupCommit.MOST_AT_ONCE + 10);
  }

  /** Guarantee B: one tenant's refused event costs no other's. */
  @Test
  void whatIsRefusedForOneIsStoredForTheOthers() throws Exception {
    answer =
        batch -> {
          if (batch.events().stream().anyMatch(event -> event.id().equals("bad"))) {
            throw new StoreException("refused", null, false);
          }
          return answered(batch);
        };
    List<Future<Optional<List<PublishedEvent>>>> good = appendAll("evt", 5);
    Future<Optional<List<PublishedEvent>>> bad = append(batch("bad", 1, Map.of()));
    awaitGathered(good);

    held.countDown();

    for (Future<Optional<List<PublishedEvent>>> one : good) {
      assertThat(one.get()).isPresent();
    }
    assertThatThrownBy(bad::get).hasRootCauseMessage("refused");
  }

  /** Guarantee L: what may have been stored is not stored again, and everybody is told. */
  @Test
  void aLostConnectionIsToldToAllAndNothingIsRepeated() {
    answer =
        batch -> {
          if (batch.events().size() > 1) {
            throw new StoreException("the reply was lost", null, true);
          }
          return answered(batch);
        };
    List<Future<Optional<List<PublishedEvent>>>> others = appendAll("evt", 6);
    awaitGathered(others);

    held.countDown();

    for (Future<Optional<List<PublishedEvent>>> one : others) {
      await().until(one::isDone);
    }
    for (EventBatch batch : stored) {
      if (batch.events().size() > 1) {
        for (NewEvent event : batch.events()) {
          int number = Integer.parseInt(event.id().substring("evt".length()));
          assertThatThrownBy(others.get(number)::get)
              .cause()
              .isInstanceOfSatisfying(
                  StoreException.class, e -> assertThat(e.isRetryable()).isTrue());
          assertThat(stored.stream().filter(one -> one.events().contains(event))).hasSize(1);
        }
      }
    }
    assertThat(stored).anyMatch(batch -> batch.events().size() > 1);
  }

  /** Who knows a workspace as it was is told so; who knows another is stored. */
  @Test
  void oneThatKnowsOldSubscriptionsDoesNotRefuseTheOthers() throws Exception {
    answer =
        batch ->
            batch.versions().getOrDefault("old", 2L) == 1L ? Optional.empty() : answered(batch);
    Future<Optional<List<PublishedEvent>>> old = append(batch("evt0", 1, Map.of("old", 1L)));
    Future<Optional<List<PublishedEvent>>> present = append(batch("evt1", 1, Map.of("old", 2L)));
    Future<Optional<List<PublishedEvent>>> other = append(batch("evt2", 1, Map.of("other", 7L)));
    awaitGathered(List.of(old, present, other));

    held.countDown();

    assertThat(old.get()).isEmpty();
    assertThat(present.get()).isPresent();
    assertThat(other.get()).isPresent();
  }

  @Test
  void whatMayWaitForALockAndWhatIsMuchGoesAlone() throws Exception {
    assertThat(append(batch("keyed", 1, Map.of(), "k")).get()).isPresent();
    assertThat(append(batch("many", 101, Map.of())).get()).isPresent();
    EventBatch large =
        new EventBatch(
            List.of(event("large", 1, null, new byte[64 * 1024 + 1])), Map.of(), Duration.ZERO);
    assertThat(append(large).get()).isPresent();
  }

  /** Guarantee B: a connection that is dead holds up nobody else. */
  @Test
  void whatHangsHoldsUpNobody() throws Exception {
    occupy(new GroupCommit(this::store, Duration.ofMillis(1)));

    assertThat(append(batch("evt", 1, Map.of())).get()).isPresent();
    assertThat(first).noneMatch(Future::isDone);
  }

  @Test
  void anInterruptedThreadWaitsForNobodyAndStaysInterrupted() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    threads.execute(
        () -> {
          Thread.currentThread().interrupt();
          group.append(batch("evt", 1, Map.of()));
          interrupted.complete(Thread.currentThread().isInterrupted());
        });

    assertThat(interrupted.get()).isTrue();
  }

  /** An error of the thread that stores is its own; the others try alone. */
  @Test
  void anErrorOfOneThreadLeavesNobodyWaiting() throws Exception {
    answer =
        batch -> {
          if (batch.events().size() > 1) {
            throw new OutOfMemoryError("a test's");
          }
          return answered(batch);
        };
    List<Future<Optional<List<PublishedEvent>>>> others = appendAll("evt", 6);
    awaitGathered(others);

    held.countDown();

    int failed = 0;
    for (Future<Optional<List<PublishedEvent>>> one : others) {
      try {
        assertThat(one.get()).isPresent();
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(OutOfMemoryError.class);
        failed++;
      }
    }
    assertThat(failed).isLessThanOrEqualTo(2);
  }

  private List<Future<Optional<List<PublishedEvent>>>> appendAll(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> append(batch(prefix + i, 1, Map.of()))).toList();
  }

  private Future<Optional<List<PublishedEvent>>> append(EventBatch batch) {
    return threads.submit(() -> group.append(batch));
  }

  /** Those that wait for company are the only ones that wait for a time. */
  private void awaitGathered(List<Future<Optional<List<PublishedEvent>>>> waiting) {
    await()
        .until(
            () ->
                started.stream()
                        .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                        .count()
                    >= waiting.size());
  }

  private Optional<List<PublishedEvent>> store(EventBatch batch) {
    stored.add(batch);
    if (batch.events().get(0).id().startsWith("held")) {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return answer.apply(batch);
  }

  private static Optional<List<PublishedEvent>> answered(EventBatch batch) {
    return Optional.of(
        batch.events().stream()
            .map(event -> PublishedEvent.stored(event.id(), event.deliveries().size(), STORED))
            .toList());
  }

  private static EventBatch batch(String id, int deliveries, Map<String, Long> versions) {
    return batch(id, deliveries, versions, null);
  }

  private static EventBatch batch(
      String id, int deliveries, Map<String, Long> versions, @Nullable String key) {
    return new EventBatch(
        List.of(event(id, deliveries, key, new byte[0])), versions, Duration.ZERO);
  }

  private static NewEvent event(String id, int deliveries, @Nullable String key, byte[] body) {
    List<NewDelivery> all =
        IntStream.range(0, deliveries)
            .mapToObj(i -> new NewDelivery("dlv_" + id + "_" + i, "whk"))
            .toList();
    return NewEvent.builder(id)
        .workspace("acme")
        .type("message.sent")
        .body(body)
        .idempotencyKey(key)
        .deliveries(all)
        .build();
  }
}
