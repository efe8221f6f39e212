package dev.webhooks.testing;

import java.util.List;

/** Assertions on events that were published. Each narrows down which of them are meant. */
public final class RecordedEventsAssert
    extends NarrowingAssert<RecordedEventsAssert, RecordedEvent> {

  RecordedEventsAssert(String wanted, List<RecordedEvent> all, List<RecordedEvent> found) {
    super(wanted, all, found, RecordedEventsAssert.class);
  }

  @Override
  RecordedEventsAssert of(String wanted, List<RecordedEvent> all, List<RecordedEvent> found) {
    return new RecordedEventsAssert(wanted, all, found);
  }

  RecordedEventsAssert ofType(String eventType) {
    return narrow(eventType, event -> event.type().equals(eventType));
  }

  /** In this workspace. */
  public RecordedEventsAssert in(String workspace) {
    return narrow("in " + workspace, event -> event.workspace().equals(workspace));
  }

  /** Of this account. */
  public RecordedEventsAssert ofAccount(String account) {
    return narrow("of account " + account, event -> account.equals(event.account()));
  }

  /** With exactly this JSON as its data: no spaces, and the fields in their order. */
  public RecordedEventsAssert withData(String json) {
    return narrow("with data " + json, event -> event.data().equals(json));
  }

  /** With this idempotency key. */
  public RecordedEventsAssert withIdempotencyKey(String key) {
    return narrow("with key " + key, event -> key.equals(event.idempotencyKey()));
  }
}
