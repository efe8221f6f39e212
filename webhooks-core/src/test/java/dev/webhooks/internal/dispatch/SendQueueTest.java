package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.webhooks.ManualNanos;
import dev.webhooks.internal.process.MachineLoad;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits to be sent, and who sends it. */
class SendQueueTest {
  private static final int ANY = Integer.MAX_VALUE;

  private final ManualNanos nanos = new ManualNanos();
  private final AtomicInteger signals = new AtomicInteger();
  private final Waiting unstored = new Waiting();
  private final SendQueue queue =
      new SendQueue(
          64,
          1_000,
          new Turns(32, 32, webhook -> false),
          unstored,
          signals::incrementAndGet,
          nanos);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    release.countDown();
  }

  /** Guarantee B. */
  @Test
  void bodiesInMemoryLeaveLessForTheNextClaim() {
    claim(List.of(Claimed.of("acme", "a", "dlv", 400)));
    assertThat(queue.room(ANY).bytes()).isEqualTo(600);

    QueuedDelivery sent = Objects.requireNonNull(queue.poll());
    assertThat(queue.room(ANY).bytes()).as("while it is sent").isEqualTo(600);

    queue.end(sent);
    assertThat(queue.room(ANY).bytes()).isEqualTo(1_000);
  }

  /** Guarantee B. */
  @Test
  void nothingIsClaimedWhileTheBytesAreUsedUp() {
    claim(List.of(Claimed.of("acme", "a", "dlv", 5_000)));
    assertThat(queue.room(ANY).limit()).isZero();
    assertThat(queue.room()).isZero();
    assertThat(queue.roomForPublished("acme")).isZero();

    queue.end(Objects.requireNonNull(queue.poll()));
    assertThat(queue.room(ANY).limit()).isPositive();
    assertThat(signals).as("it is said that there is room").hasPositiveValue();
  }

  /** Guarantee W: its caller gives all of it back, and what was given back is not sent. */
  @Test
  void whatThereIsNoMemoryForIsNotQueuedInPart() {
    claim(List.of(Claimed.of("acme", "a", "dlv-0", 10)));
    List<QueuedDelivery> claimed =
        List.of(
            Claimed.of("acme", "a", "dlv-1", 10),
            Claimed.of("globex", "b", "dlv-2", 10),
            Claimed.of("globex", "b", "dlv-3", 10));
    List<QueuedDelivery> failing =
        new AbstractList<>() {
          @Override
          public QueuedDelivery get(int index) {
            if (index == 2) {
              throw new OutOfMemoryError("no more");
            }
            return claimed.get(index);
          }

          @Override
          public int size() {
            return claimed.size();
          }
        };

    assertThatThrownBy(() -> claim(failing)).isInstanceOf(OutOfMemoryError.class);

    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.room(ANY).bytes()).isEqualTo(990);
    assertThat(Objects.requireNonNull(queue.poll()).claim().id()).isEqualTo("dlv-0");
    assertThat(queue.poll()).isNull();

    claim(claimed);
    assertThat(queue.size()).isEqualTo(4);
    assertThat(Stream.generate(queue::poll).takeWhile(Objects::nonNull)).hasSize(3);
  }

  @Test
  void aMissingBodyTakesNoBytes() {
    claim(List.of(Claimed.of("acme", "a", "dlv", -1)));
    assertThat(queue.room(ANY).bytes()).isEqualTo(1_000);
  }

  @Test
  void aNodeThatIsUnwellHasLessRoom() {
    assertThat(queue.room(3).limit()).isEqualTo(3);

    claim(some("acme", "a", 2));
    assertThat(queue.room(3).limit()).isEqualTo(1);
    assertThat(queue.room(1).limit()).isZero();
  }

  @Test
  void ofWhomEnoughWaitsNothingIsClaimed() {
    claim(some("acme", "a", 8));
    claim(some("acme", "b", 8));
    claim(some("globex", "c", 1));

    Room room = queue.room(ANY);
    assertThat(room.fullWorkspaces()).containsExactly("acme");
    assertThat(room.fullWebhooks()).containsExactlyInAnyOrder("a", "b");
  }

  /** Guarantee N: what waits for its endpoint hides nothing else, and gives way to it. */
  @Test
  void whatWaitsForItsEndpointGivesWay() {
    claim(some("acme", "hanging", 40));
    nanos.pass(Duration.ofSeconds(1));
    claim(some("acme", "healthy", 2));

    assertThat(queue.room(ANY).fullWorkspaces()).isEmpty();
    assertThat(queue.room(ANY).fullWebhooks()).containsExactly("hanging");
    assertThat(queue.roomForPublished("acme")).isPositive();
    assertThat(queue.takeStale()).hasSize(40);
    assertThat(queue.room(ANY).fullWebhooks()).isEmpty();
  }

  @Test
  void aLittleThatWaitsForItsEndpointStays() {
    claim(some("acme", "slow", 20));
    nanos.pass(Duration.ofSeconds(1));

    assertThat(queue.takeStale()).isEmpty();
  }

  /** Guarantee N: as long as what waits of it can't be sent there is no use in more of it. */
  @Test
  void ofAWorkspaceThatLacksPlacesNoMoreIsClaimed() {
    claim(ofMany("hanging", 30));
    QueuedDelivery first = Objects.requireNonNull(queue.poll());
    assertThat(Stream.generate(queue::poll).takeWhile(Objects::nonNull)).hasSize(23);
    assertThat(queue.room(ANY).fullWorkspaces()).as("it may be sent soon").isEmpty();

    nanos.pass(Duration.ofSeconds(1));
    assertThat(queue.room(ANY).fullWorkspaces()).containsExactly("hanging");
    assertThat(queue.takeStale()).isEmpty();

    signals.set(0);
    queue.end(first);
    assertThat(signals).as("it has a place again").hasPositiveValue();
    assertThat(queue.room(ANY).fullWorkspaces()).isEmpty();
  }

  /** Guarantee N: what waits for its workspace's places is in nobody else's way. */
  @Test
  void whatWaitsForPlacesLeavesRoomForWhatIsPublishedElsewhere() {
    claim(ofMany("hanging", 48));
    assertThat(Stream.generate(queue::poll).takeWhile(Objects::nonNull)).hasSize(24);

    assertThat(queue.roomForPublished("acme")).isEqualTo(16);
    assertThat(queue.keepsWaiting("acme", "a")).isFalse();
    assertThat(queue.keepsWaiting("hanging", "another")).isTrue();
  }

  /** Guarantee N: it is next in turn, whatever waits of others. */
  @Test
  void aWorkspaceOfWhichNothingWaitsHasRoomForWhatItPublishes() {
    claim(ofMany("acme", 28));
    claim(ofMany("globex", 28));

    assertThat(queue.room(ANY).limit()).as("of claims").isZero();
    assertThat(queue.roomForPublished("acme")).isZero();
    assertThat(queue.roomForPublished("initech")).isEqualTo(8);
  }

  /** Guarantee N: what is published doesn't keep what must be claimed from being sent. */
  @Test
  void whatIsHandedOverLeavesRoomForClaims() {
    queue.addPublished(ofMany("acme", 16));
    queue.addPublished(ofMany("globex", 10));
    assertThat(queue.roomForPublished("acme")).isZero();
    assertThat(queue.roomForPublished("initech")).isEqualTo(6);

    queue.addPublished(ofMany("initech", 6));
    assertThat(queue.roomForPublished("umbrella")).isZero();
    assertThat(queue.room(ANY).limit()).isEqualTo(24);

    queue.end(Objects.requireNonNull(queue.poll()));
    assertThat(queue.roomForPublished("umbrella")).isEqualTo(1);
  }

  /** Guarantee N: what would only be claimed anew a second later stays, as far as there is room. */
  @Test
  void ofWhatWaitsForPlacesAPartIsGivenBack() {
    claim(ofMany("hanging", 64));
    assertThat(Stream.generate(queue::poll).takeWhile(Objects::nonNull)).hasSize(24);
    nanos.pass(Duration.ofSeconds(1));

    assertThat(queue.takeStale()).hasSize(24);
    assertThat(queue.takeStale()).isEmpty();
    assertThat(queue.room(ANY).fullWorkspaces()).containsExactly("hanging");
  }

  private void claim(List<QueuedDelivery> claimed) {
    queue.add(claimed, nanos.getAsLong());
  }

  private static List<QueuedDelivery> ofMany(String workspace, int webhooks) {
    return IntStream.range(0, webhooks)
        .mapToObj(i -> Claimed.of(workspace, workspace + "_" + i))
        .toList();
  }

  /** Guarantee B: what is not stored when this node dies is sent again. */
  @Test
  void noMoreThanTwiceThePlacesIsUnderWayOrUnstored() {
    claim(some("acme", "a", 8));
    unstored.count = 63;
    assertThat(queue.poll()).isNotNull();
    assertThat(unstored.hurried).isFalse();
    assertThat(queue.poll()).isNull();
    assertThat(unstored.hurried).as("sending waits for them").isTrue();

    unstored.count = 0;
    assertThat(queue.poll()).isNotNull();
  }

  /** Guarantee B: what could not be recorded is not sent. */
  @Test
  void whileTheStoreTakesNoOutcomeThereAreFewerPlaces() {
    claim(some("acme", "a", 8));
    unstored.isStuck = true;
    unstored.count = 31;
    assertThat(queue.poll()).isNotNull();
    assertThat(queue.poll()).isNull();

    unstored.isStuck = false;
    assertThat(queue.poll()).isNotNull();
  }

  @Test
  void whatIsHeldBackLeavesWhenItsTimeComes() {
    claim(
        List.of(
            Claimed.later("acme", "limited", "dlv_2", Duration.ofMillis(40)),
            Claimed.later("acme", "limited", "dlv_1", Duration.ofMillis(20)),
            Claimed.of("acme", "other")));

    assertThat(next()).isEqualTo("other");
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).as("it waits, and is under way").isEqualTo(3);
    assertThat(queue.hire()).as("no worker waits for it").isZero();
    assertThat(queue.untilRelease(Duration.ofMinutes(1))).isEqualTo(Duration.ofMillis(20));

    nanos.pass(Duration.ofMillis(20));
    assertThat(next()).isEqualTo("limited");
    assertThat(queue.poll()).isNull();
    nanos.pass(Duration.ofMillis(20));
    assertThat(next()).isEqualTo("limited");
    assertThat(queue.holdsBack()).isFalse();
  }

  @Test
  void whatIsHeldBackIsGivenBackWithTheRest() {
    claim(
        List.of(
            Claimed.later("acme", "limited", "dlv", Duration.ofMillis(40)),
            Claimed.of("acme", "other")));

    assertThat(queue.takeAll()).hasSize(2);
    assertThat(queue.holdsBack()).isFalse();
  }

  /** Guarantee N: a tenant with many limited webhooks takes up no more of the room than others. */
  @Test
  void whatIsHeldBackCountsForItsWorkspace() {
    claim(
        IntStream.range(0, 16)
            .mapToObj(i -> Claimed.later("acme", "wh_" + i, "dlv", Duration.ofMillis(40)))
            .toList());

    assertThat(queue.room(ANY).fullWorkspaces()).containsExactly("acme");
    assertThat(queue.room(ANY).limit()).as("an eighth is for what is published").isEqualTo(40);
  }

  @Test
  void aWorkerIsThereInTimeForWhatIsHeldBack() {
    SendQueue real =
        new SendQueue(
            64,
            1_000_000,
            new Turns(32, 32, webhook -> false),
            new Waiting(),
            () -> {},
            System::nanoTime);
    List<String> sent = new CopyOnWriteArrayList<>();
    Crew crew =
        new Crew(
            real,
            (delivery, context) -> {
              sent.add(delivery.claim().id());
              real.end(delivery);
            },
            task -> remember(new ArrayList<>(), new Thread(task, "test-worker")).start());
    SendWindow window = new SendWindow(32, System::nanoTime, () -> {});
    Pacer pacer = new Pacer(real, crew, MachineLoad.ofThisMachine(System::nanoTime), window);
    pacer.open();
    Thread pacing = new Thread(pacer, "test-pacer");
    pacing.start();

    real.add(
        List.of(
            Claimed.later("acme", "limited", "dlv_1", Duration.ofMillis(50)),
            Claimed.later("acme", "limited", "dlv_2", Duration.ofMillis(100))),
        System.nanoTime());
    pacer.wakeUp();

    await().until(() -> sent.equals(List.of("dlv_1", "dlv_2")));
    pacer.close();
  }

  private String next() {
    return Objects.requireNonNull(queue.poll()).webhookId();
  }

  @Test
  void aFewWorkersDoWhatEndsAtOnce() {
    List<Thread> started = new ArrayList<>();
    Crew crew = crew(queue::end, started);
    queue.wantWorkers(3);

    for (int i = 0; i < 50; i++) {
      claim(some("acme", "a", 10));
      crew.hire();
      await().until(() -> queue.size() == 0);
    }
    assertThat(started).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void forEachThatHangsThereIsAnother() {
    List<Thread> started = new ArrayList<>();
    SendQueue real =
        new SendQueue(
            64,
            1_000_000,
            new Turns(32, 32, webhook -> false),
            new Waiting(),
            () -> {},
            System::nanoTime);
    Crew crew =
        new Crew(
            real,
            (delivery, context) -> hang(delivery),
            task -> remember(started, new Thread(task, "test-worker")).start());
    SendWindow window = new SendWindow(32, System::nanoTime, () -> {});
    Pacer pacer = new Pacer(real, crew, MachineLoad.ofThisMachine(System::nanoTime), window);
    pacer.open();
    Thread pacing = new Thread(pacer, "test-pacer");
    pacing.start();

    // Of one webhook alone fewer would be sent, and more workers be hired for want of work.
    IntStream.range(0, 60)
        .forEach(i -> real.add(some("acme", "webhook-" + i, 1), System.nanoTime()));
    crew.hire();
    pacer.wakeUp();

    await().until(() -> started.size() >= 24); // all the places that a lone workspace has
    assertThat(started).hasSizeLessThanOrEqualTo(32);
    pacer.close();
  }

  @Test
  void workersThatAreTooManyEnd() {
    List<Thread> started = new ArrayList<>();
    Crew crew = crew(this::hang, started);
    queue.wantWorkers(8);
    claim(some("acme", "a", 8));
    crew.hire();
    await().until(() -> started.size() == 8);

    queue.wantWorkers(2);
    release.countDown();

    await().until(() -> started.stream().filter(Thread::isAlive).count() <= 2);
  }

  private Crew crew(Consumer<QueuedDelivery> task, List<Thread> started) {
    return new Crew(
        queue,
        (delivery, context) -> task.accept(delivery),
        work -> remember(started, new Thread(work, "test-worker")).start());
  }

  private static Thread remember(List<Thread> started, Thread thread) {
    thread.setDaemon(true);
    synchronized (started) {
      started.add(thread);
    }
    return thread;
  }

  private void hang(QueuedDelivery queued) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.end(queued);
  }

  private static List<QueuedDelivery> some(String workspace, String webhook, int count) {
    return IntStream.range(0, count).mapToObj(i -> Claimed.of(workspace, webhook)).toList();
  }

  private static final class Waiting implements Unstored {
    private int count;
    private boolean isStuck;
    private boolean hurried;

    @Override
    public int count() {
      return count;
    }

    @Override
    public boolean isStuck() {
      return isStuck;
    }

    @Override
    public void hurry() {
      hurried = true;
    }
  }
}
