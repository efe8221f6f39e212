package dev.webhooks.model;

/** The webhook gets nothing for now, so it can't be tried out. Nothing was stored. */
public final class WebhookNotActiveException extends ConflictException {
  private static final long serialVersionUID = 1L;

  private final WebhookStatus status;

  public WebhookNotActiveException(Webhook webhook) {
    super(
        "webhook "
            + webhook.id()
            + " is "
            + webhook.status()
            + (webhook.statusReason() == null ? "" : " (" + webhook.statusReason() + ")")
            + ", and only an active one can be sent a test event");
    this.status = webhook.status();
  }

  /** The webhook's status, which is not {@code ACTIVE}. */
  public WebhookStatus status() {
    return status;
  }
}
