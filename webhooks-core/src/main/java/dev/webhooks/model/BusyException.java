package dev.webhooks.model;

/**
 * Too much of what was asked for is under way already, or this node lacks what it takes to do it
 * now. Nothing was done; the same call succeeds in a few seconds, unless all that is under way
 * hangs, or the node stays unwell.
 */
public final class BusyException extends WebhookException {
  private static final long serialVersionUID = 1L;

  public BusyException(String message) {
    super(message);
  }
}
