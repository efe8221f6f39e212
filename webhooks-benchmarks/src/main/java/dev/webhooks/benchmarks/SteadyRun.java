package dev.webhooks.benchmarks;

/**
 * What events cost that are published one by one and delivered at once.
 *
 * @param transactions all that the database committed
 * @param logBytes of the write-ahead log
 */
record SteadyRun(Result result, long transactions, long logBytes) {

  double perSecond() {
    return result.perSecond();
  }

  double clientMicros() {
    return result.microsEach(result.processor().client());
  }

  double databaseMicros() {
    return result.microsEach(result.processor().database());
  }

  /** Of both together. */
  double micros() {
    return clientMicros() + databaseMicros();
  }

  double transactionsEach() {
    return (double) transactions / result.deliveries();
  }

  double logBytesEach() {
    return (double) logBytes / result.deliveries();
  }
}
