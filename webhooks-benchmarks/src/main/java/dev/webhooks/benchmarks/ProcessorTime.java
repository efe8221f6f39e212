package dev.webhooks.benchmarks;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that each party has used so far. On a machine that others share it tells more
 * than the clock does.
 *
 * @param client whose time an event or a delivery costs
 * @param database the server with its connections, zero for one in this process; a connection that
 *     was closed since takes its time along
 * @param sink the endpoint
 */
record ProcessorTime(Duration client, Duration database, Duration sink) {

  /** With this process as the client. */
  static ProcessorTime now(Database database, SinkProcess sink) {
    return now(ProcessHandle.current(), database, sink);
  }

  static ProcessorTime now(ProcessHandle client, Database database, SinkProcess sink) {
    return new ProcessorTime(
        used(client),
        database.process().stream()
            .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
            .map(ProcessorTime::used)
            .reduce(Duration.ZERO, Duration::plus),
        used(sink.handle()));
  }

  ProcessorTime minus(ProcessorTime earlier) {
    return new ProcessorTime(
        client.minus(earlier.client), database.minus(earlier.database), sink.minus(earlier.sink));
  }

  private static Duration used(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
