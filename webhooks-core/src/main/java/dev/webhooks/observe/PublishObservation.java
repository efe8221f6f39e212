package dev.webhooks.observe;

import dev.webhooks.model.PublishedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears how one publishing ends: by one of its last two methods, once. */
public interface PublishObservation {

  /**
   * What is stored with the events, so that what is made of them can be told to belong together: a
   * {@code traceparent} of W3C Trace Context, in 55 ASCII characters; null for none. Anything
   * longer is left out. Asked once.
   */
  default @Nullable String traceparent() {
    return null;
  }

  /**
   * The events are stored, or will be when the caller commits.
   *
   * @param events one for each, in their order
   */
  void stored(List<PublishedEvent> events);

  /** Nothing is stored, as far as is known. */
  void failed(Throwable cause);
}
