package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.HttpSender;
import dev.webhooks.internal.http.HttpSettings;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.process.WorkerThreads;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine finds around it: a network, chance, the passing of time, and threads. All of them
 * are real in an application; a test that brings its own sees the same happen each time.
 *
 * @param network makes what sends
 * @param random makes ids, keys and the tokens of handshakes
 * @param nanoClock by which leases end and pauses pass
 * @param workers runs what sends, each on a thread of its own
 * @param byHand is handed the engine, which then has no threads and does what it is told; null for
 *     an engine that runs by itself
 */
public record Surroundings(
    Function<HttpSettings, Sender> network,
    SecureRandom random,
    LongSupplier nanoClock,
    Executor workers,
    @Nullable Consumer<Steps> byHand) {

  /** The same, but for what runs the workers. */
  public Surroundings withWorkers(Executor executor) {
    return new Surroundings(network, random, nanoClock, executor, byHand);
  }

  /** Those of an application. */
  public static Surroundings real() {
    return new Surroundings(
        HttpSender::new,
        new SecureRandom(),
        System::nanoTime,
        new WorkerThreads("webhooks-worker"),
        null);
  }
}
