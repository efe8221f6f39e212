package dev.webhooks.spring;

/** What publishing does where no transaction is open that it could join. */
public enum OutsideTransaction {
  /** Publishes in a transaction of its own, which is committed when publishing returns. */
  OWN_TRANSACTION,

  /**
   * Throws an {@link org.springframework.transaction.IllegalTransactionStateException}: for hosts
   * whose events must not outlive a change that is rolled back.
   */
  REFUSE
}
