package dev.webhooks.spring.boot;

import dev.webhooks.Dispatcher;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the dispatcher before the web server takes requests and stops it after, when all that
 * publishes has stopped: message listeners, schedulers, requests that end gracefully. The pool
 * closes later, with the beans, and so takes the last outcomes.
 */
final class DispatcherLifecycle implements SmartLifecycle {
  /** The web server has the default less 2048. */
  static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

  private final Dispatcher dispatcher;

  DispatcherLifecycle(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void start() {
    dispatcher.start();
  }

  @Override
  public void stop() {
    dispatcher.stop();
  }

  @Override
  public boolean isRunning() {
    return dispatcher.isRunning();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
