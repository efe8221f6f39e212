package dev.webhooks.model;

/** The workspace has no such thing; another workspace's things count as absent. */
public final class NotFoundException extends WebhookException {
  private static final long serialVersionUID = 1L;

  private NotFoundException(String message) {
    super(message);
  }

  public static NotFoundException webhook(String workspace, String id) {
    return new NotFoundException("workspace " + workspace + " has no webhook " + id);
  }

  public static NotFoundException delivery(String workspace, String id) {
    return new NotFoundException("workspace " + workspace + " has no delivery " + id);
  }
}
