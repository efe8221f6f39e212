package dev.webhooks.benchmarks;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that each party has used so far. On a machine that others share it tells more
 * than the clock does.
 *
 * @param client this process
 * @param database the server with its connections; one that was closed since takes its time along
 * @param sink the endpoint
 */
record ProcessorTime(Duration client, Duration database, Duration sink) {

  static ProcessorTime now(ProcessHandle database, ProcessHandle sink) {
    return new ProcessorTime(
        used(ProcessHandle.current()),
        Stream.concat(Stream.of(database), database.descendants())
            .map(ProcessorTime::used)
            .reduce(Duration.ZERO, Duration::plus),
        used(sink));
  }

  ProcessorTime minus(ProcessorTime earlier) {
    return new ProcessorTime(
        client.minus(earlier.client), database.minus(earlier.database), sink.minus(earlier.sink));
  }

  private static Duration used(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
