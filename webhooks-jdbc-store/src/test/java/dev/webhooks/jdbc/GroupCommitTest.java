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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
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

  private final AtomicInteger lacksConnections = new AtomicInteger();
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
      assertThat(told(others.get(i)).orElseThrow())
          .extracting(PublishedEvent::eventId)
          .containsExactly("evt" + i);
    }
    for (Future<Optional<List<PublishedEvent>>> one : first) {
      assertThat(told(one)).isPresent();
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
    awaitGathered(List.of(good.get(0), good.get(1), good.get(2), good.get(3), good.get(4), bad));

    held.countDown();

    for (Future<Optional<List<PublishedEvent>>> one : good) {
      assertThat(told(one)).isPresent();
    }
    assertThatThrownBy(() -> told(bad)).hasRootCauseMessage("refused");
    assertThat(stored).anyMatch(batch -> ids(batch).size() > 1);
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
          assertThatThrownBy(() -> told(others.get(number)))
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

    assertThat(told(old)).isEmpty();
    assertThat(stored)
        .as("what knows a workspace otherwise is not of the same group")
        .noneMatch(batch -> ids(batch).containsAll(List.of("evt0", "evt1")));
    assertThat(told(present)).isPresent();
    assertThat(told(other)).isPresent();
  }

  /** Guarantee O: by a version that nobody said the order of its webhooks is not known. */
  @Test
  void oneThatSaysAVersionDoesNotSayItForOneThatDoesNot() throws Exception {
    Future<Optional<List<PublishedEvent>>> unsaid = append(batch("evt0", 1, Map.of()));
    Future<Optional<List<PublishedEvent>>> said = append(batch("evt1", 1, Map.of("acme", 1L)));
    awaitGathered(List.of(unsaid, said));

    held.countDown();

    assertThat(told(unsaid)).isPresent();
    assertThat(told(said)).isPresent();
    assertThat(stored).noneMatch(batch -> ids(batch).containsAll(List.of("evt0", "evt1")));
  }

  @Test
  void whatMayWaitForALockAndWhatIsMuchGoesAlone() throws Exception {
    assertThat(told(append(batch("keyed", 1, Map.of(), "k")))).isPresent();
    assertThat(told(append(batch("many", 101, Map.of())))).isPresent();
    EventBatch large =
        new EventBatch(
            List.of(event("large", 1, null, new byte[64 * 1024 + 1])), Map.of(), Duration.ZERO);
    assertThat(told(append(large))).isPresent();
  }

  /** Guarantee B: a connection that is dead holds up nobody else. */
  @Test
  void whatHangsHoldsUpNobody() throws Exception {
    occupy(new GroupCommit(this::store, Duration.ofMillis(1)));

    assertThat(told(append(batch("evt", 1, Map.of())))).isPresent();
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

    assertThat(told(interrupted)).isTrue();
  }

  /** Guarantee L: after an error nobody knows what is stored, so nothing is stored again. */
  @Test
  void anErrorOfTheThreadThatStoresLeavesNobodyWaitingAndRepeatsNothing() throws Exception {
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

    for (int i = 0; i < others.size(); i++) {
      Future<Optional<List<PublishedEvent>>> one = others.get(i);
      String id = "evt" + i;
      await().until(one::isDone);
      List<EventBatch> tried = stored.stream().filter(batch -> ids(batch).contains(id)).toList();
      assertThat(tried).hasSize(1);
      if (tried.get(0).events().size() > 1) {
        assertThatThrownBy(() -> told(one))
            .cause()
            .isInstanceOfAny(OutOfMemoryError.class, StoreException.class);
      }
    }
    assertThat(stored).anyMatch(batch -> batch.events().size() > 1);
    assertThat(told(append(batch("next", 1, Map.of())))).isPresent();
  }

  /** Guarantee N: who finds no connection fails alone, before it has taken anybody. */
  @Test
  void oneWithoutAConnectionFailsAlone() throws Exception {
    List<Future<Optional<List<PublishedEvent>>>> others = appendAll("evt", 6);
    awaitGathered(others);
    lacksConnections.set(1);

    held.countDown();

    int failed = 0;
    for (Future<Optional<List<PublishedEvent>>> one : others) {
      try {
        assertThat(told(one)).isPresent();
      } catch (ExecutionException e) {
        failed++;
      }
    }
    assertThat(failed).isEqualTo(1);
  }

  private List<Future<Optional<List<PublishedEvent>>>> appendAll(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> append(batch(prefix + i, 1, Map.of()))).toList();
  }

  private static <T> T told(Future<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
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

  private Optional<List<PublishedEvent>> store(Supplier<EventBatch> asked) {
    if (lacksConnections.getAndDecrement() > 0) {
      throw new StoreException("could not get a connection", null, true);
    }
    EventBatch batch = asked.get();
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

  private static List<String> ids(EventBatch batch) {
    return batch.events().stream().map(NewEvent::id).toList();
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
