package dev.webhooks.internal.dispatch;

/** The outcomes that wait to be stored. */
interface Unstored {
  int count();

  /** Whether the store takes none at the moment. */
  boolean isStuck();

  /** Lets none wait for others any longer: sending waits for them. */
  void hurry();
}
