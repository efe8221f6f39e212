package dev.webhooks.examples.cli;

import java.util.concurrent.CountDownLatch;

/** How a server ends: on SIGTERM or Ctrl-C, in good order. */
public final class Termination {
  private Termination() {}

  /**
   * Returns never, or when the calling thread is interrupted. On a signal it runs {@code close} and
   * ends the process with exit code 0.
   *
   * @param ready run once a signal is handled as said: whoever waits for the ready line may send
   *     one right away
   */
  public static void await(Runnable ready, Runnable close) {
    // A JVM that a signal ends reports 143, whatever its hooks do. Only halt has another say.
    Thread hook =
        new Thread(
            () -> {
              close.run();
              Runtime.getRuntime().halt(0);
            },
            "termination");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ready.run();
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
