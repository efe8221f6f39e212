package dev.webhooks.model;

/**
 * The workspace holds as many webhooks as its quota allows. Nothing was saved and no request was
 * sent.
 */
public final class QuotaExceededException extends ConflictException {
  private static final long serialVersionUID = 1L;

  private final String workspace;
  private final int limit;

  public QuotaExceededException(String workspace, int limit) {
    super("workspace " + workspace + " may hold no more than " + limit + " webhook(s)");
    this.workspace = workspace;
    this.limit = limit;
  }

  public String workspace() {
    return workspace;
  }

  /** How many webhooks the workspace may hold. */
  public int limit() {
    return limit;
  }
}
