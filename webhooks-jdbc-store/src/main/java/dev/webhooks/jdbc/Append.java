package dev.webhooks.jdbc;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way into the tables, made ready once for all tries. Of one thread; not thread
 * safe.
 */
final class Append {
  private final Insertion insertion;
  private final Supplier<EventBatch> batch;
  private @Nullable Ready ready;

  /**
   * Makes one.
   *
   * @param batch what to append; asked for once there is a connection
   */
  Append(Insertion insertion, Supplier<EventBatch> batch) {
    this.insertion = insertion;
    this.batch = batch;
  }

  private record Ready(EventBatch batch, NewEvents fresh, Insertion.Prepared prepared) {}

  boolean isOneStatement(StatementLimit limit) {
    return ready().prepared().isOneStatement(limit);
  }

  Optional<List<PublishedEvent>> run(Session session) throws SQLException {
    Ready all = ready();
    return Publishing.append(session, all.batch().events(), all.fresh(), all.prepared());
  }

  private Ready ready() {
    Ready made = ready;
    if (made == null) {
      EventBatch events = batch.get();
      NewEvents fresh = NewEvents.of(events);
      made = new Ready(events, fresh, insertion.prepare(fresh));
      ready = made;
    }
    return made;
  }
}
