package dev.webhooks.micrometer;

import dev.webhooks.observe.AttemptStart;
import io.micrometer.observation.transport.Kind;
import org.jspecify.annotations.Nullable;

/** Of the observation {@code webhooks.attempt}: one POST. */
public final class AttemptContext extends TracedContext {
  private final AttemptStart attempt;

  AttemptContext(AttemptStart attempt) {
    super(Kind.CLIENT);
    this.attempt = attempt;
  }

  /** What is known of the attempt as it begins. */
  public AttemptStart attempt() {
    return attempt;
  }

  /** The span in which the event was published, as its {@code traceparent}; null if none was. */
  public @Nullable String publishedIn() {
    return attempt.traceparent();
  }
}
