package dev.webhooks.internal.observe;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.observe.GuardStage;

/** Tells of connections that the guard refused. Thread safe. */
public final class ObservedSender implements Sender {
  private final Sender sender;
  private final Observers observers;

  private ObservedSender(Sender sender, Observers observers) {
    this.sender = sender;
    this.observers = observers;
  }

  /** The sender itself, if there is nobody to be told. */
  public static Sender of(Sender sender, Observers observers) {
    return observers.areNone() ? sender : new ObservedSender(sender, observers);
  }

  @Override
  public HttpReply post(HttpPost post) {
    HttpReply reply = sender.post(post);
    HttpFailure failure = reply.failure();
    if (failure != null && failure.kind() == HttpFailure.Kind.REFUSED_ADDRESS) {
      observers.refused(GuardStage.CONNECT);
    }
    return reply;
  }

  @Override
  public void closeIdleConnections() {
    sender.closeIdleConnections();
  }

  @Override
  public void close() {
    sender.close();
  }
}
