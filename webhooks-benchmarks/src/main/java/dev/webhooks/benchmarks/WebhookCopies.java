package dev.webhooks.benchmarks;

/**
 * Very many webhooks without a handshake for each: copies of a workspace's first one. Its secret is
 * stored as it is, so that it fits the copies too.
 */
final class WebhookCopies {
  private static final String COLUMNS =
      """
      workspace, name, accounts, event_types, status, status_reason, signatures, key_hint,
      public_key, header_names, created_at, verified, verified_at, version, sealed_key,
      description, metadata\
      """;

  private static final String INSERT =
      """
      insert into webhooks_webhook (id, url, COLUMNS)
      select id || '_' || number, 'STEM' || number, COLUMNS
      from webhooks_webhook, generate_series(1, COPIES) number where workspace = 'WORKSPACE'\
      """
          .replace("COLUMNS", COLUMNS);

  /** What was matched before is not what there is. */
  private static final String UPDATE =
      "update webhooks_workspace set version = version + 1 where id = 'WORKSPACE'";

  private WebhookCopies() {}

  /**
   * Makes them.
   *
   * @param url of the first one, which ends in its number, 0
   */
  static void make(PostgresServer database, String workspace, String url, int copies) {
    database.run(
        INSERT
            .replace("STEM", url.substring(0, url.lastIndexOf('/') + 1))
            .replace("COPIES", Integer.toString(copies))
            .replace("WORKSPACE", workspace),
        UPDATE.replace("WORKSPACE", workspace),
        "analyze webhooks_webhook");
  }
}
