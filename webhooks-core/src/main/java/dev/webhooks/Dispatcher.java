package dev.webhooks;

import dev.webhooks.internal.dispatch.Engine;
import java.time.Instant;
import java.util.Optional;

/**
 * Sends what is due. Several nodes may run one each on the same store: they share the work.
 *
 * <p>While it runs, it owns one thread that claims, one that stores outcomes, one that tells the
 * listener, one that watches over the number of workers, one that looks after webhooks' health, and
 * the workers, as many as pay off; none for a delivery that waits. It may be stopped and started
 * again as often as one likes. Thread safe.
 */
public final class Dispatcher implements AutoCloseable {
  private final Engine engine;

  Dispatcher(Engine engine) {
    this.engine = engine;
  }

  /**
   * Begins to send. Does nothing when it runs; waits for a {@link #stop} that is under way.
   *
   * @throws IllegalStateException when it was closed
   */
  public void start() {
    engine.start();
  }

  /**
   * Claims nothing more, waits for what is being sent, stores the outcomes, ends the threads. Waits
   * for the drain timeout at most, and a few seconds for the store; what is unfinished then is sent
   * again by another node once its lease is over, unless it comes to its end and this dispatcher is
   * started again before. A second caller waits for the first. Does nothing when it doesn't run.
   */
  public void stop() {
    engine.stop();
  }

  /**
   * Says that something may be due: after a commit that published events, for instance. Never
   * blocks, and does nothing when the dispatcher doesn't run.
   */
  public void wakeUp() {
    engine.wakeUp();
  }

  /** Whether it was started, and neither stopped nor closed since. */
  public boolean isRunning() {
    return engine.isRunning();
  }

  /**
   * How many deliveries this node has claimed, and not yet stored an outcome for. Beyond zero after
   * a {@link #stop} that could not wait for all of them.
   */
  public int inFlight() {
    return engine.inFlight();
  }

  /**
   * How many outcomes the {@link dev.webhooks.policy.WebhookListener} is yet to be told: what it
   * lags behind.
   */
  public int unreportedOutcomes() {
    return engine.unreportedOutcomes();
  }

  /**
   * How many outcomes the listener was never told, because 10,000 were waiting for it already. They
   * are stored all the same.
   */
  public long droppedOutcomes() {
    return engine.droppedOutcomes();
  }

  /**
   * When the store last answered a claim of this dispatcher, by this node's clock, whether or not
   * there was anything to claim; empty before the first time. A dispatcher that runs and has room
   * claims at least once a poll interval, so an old time means that the store does not answer, or
   * that everything this node may send at a time is under way.
   */
  public Optional<Instant> lastClaimedAt() {
    return Optional.ofNullable(engine.lastClaimedAt());
  }

  /**
   * Why it sends nothing at the moment, or less than it could, in a sentence for people: the store
   * does not answer, or this process lacks descriptors, threads or memory. Empty when it works, and
   * when it does not run. It is a look at this node; what is wrong with endpoints is none of it.
   */
  public Optional<String> pauseReason() {
    return Optional.ofNullable(engine.pauseReason());
  }

  /** Stops, as {@link #stop} does, and for good. */
  @Override
  public void close() {
    engine.close();
  }
}
