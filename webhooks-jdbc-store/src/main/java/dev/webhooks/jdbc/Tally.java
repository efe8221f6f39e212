package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.StatsStep;
import dev.webhooks.spi.Completion;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What attempts came to, by webhook and by the minute of their start. It is stored with each group
 * of outcomes, in the same transaction and so exactly once, as one row: cheaper than any other row
 * that a group writes, whatever webhooks it is about, and locked by nobody. What it says is added
 * up afterwards, for many groups at a time.
 *
 * <p>Not thread safe.
 */
final class Tally {
  /** What a row begins with; a release that writes something else uses another one. */
  private static final byte VERSION = 1;

  private final Map<Key, Sums> sums = new LinkedHashMap<>();

  /**
   * Attempts of a minute.
   *
   * @param minute its start, in microseconds
   */
  record Key(String webhookId, long minute) {}

  /** Counts the attempts of these completions. */
  static Tally of(Collection<Completion> completions) {
    Tally tally = new Tally();
    for (Completion completion : completions) {
      Attempt attempt = completion.attempt();
      if (attempt != null) {
        tally.add(completion.webhookId(), attempt);
      }
    }
    return tally;
  }

  void add(String webhookId, Attempt attempt) {
    long minute = Sums.startOf(Micros.of(attempt.startedAt()), StatsStep.MINUTE.length());
    at(new Key(webhookId, minute)).add(attempt);
  }

  private Sums at(Key key) {
    return sums.computeIfAbsent(key, k -> new Sums());
  }

  Map<Key, Sums> sums() {
    return sums;
  }

  /** As a row has it; null if nothing was counted. */
  byte @Nullable [] toBytes() {
    if (sums.isEmpty()) {
      return null;
    }
    Output output = new Output();
    output.put(VERSION);
    sums.forEach(output::put);
    return output.bytes();
  }

  /**
   * Counts what a row has.
   *
   * @return false, with nothing counted, if another release wrote it, or nobody did
   */
  boolean add(byte[] row) {
    if (row.length == 0 || row[0] != VERSION) {
      return false;
    }
    Tally whole = new Tally();
    try {
      whole.read(ByteBuffer.wrap(row, 1, row.length - 1));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return false;
    }
    whole.sums.forEach((key, sum) -> at(key).add(sum));
    return true;
  }

  private void read(ByteBuffer rest) {
    while (rest.hasRemaining()) {
      String webhookId = new String(bytes(rest), UTF_8);
      Key key = new Key(webhookId, rest.getLong());
      long acknowledged = rest.getInt();
      long failed = rest.getInt();
      Long success = acknowledged == 0 ? null : key.minute() + rest.getInt();
      at(key).add(acknowledged, failed, bytes(rest), success);
    }
  }

  private static byte[] bytes(ByteBuffer rest) {
    byte[] bytes = new byte[rest.getShort() & 0xffff];
    rest.get(bytes);
    return bytes;
  }

  private static final class Output {
    private static final int FRAME = 28;
    private ByteBuffer buffer = ByteBuffer.allocate(1024);

    void put(byte version) {
      buffer.put(version);
    }

    void put(Key key, Sums sums) {
      byte[] id = key.webhookId().getBytes(UTF_8);
      byte[] latencies = sums.latencies().toBytes();
      makeRoom(FRAME + id.length + latencies.length);
      put(id);
      buffer.putLong(key.minute());
      buffer.putInt((int) sums.counts().acknowledged());
      buffer.putInt((int) sums.counts().failed());
      Long success = sums.lastSuccess();
      if (success != null) {
        buffer.putInt((int) (success - key.minute())); // 60,000,000 at most
      }
      put(latencies);
    }

    private void put(byte[] bytes) {
      buffer.putShort((short) bytes.length).put(bytes);
    }

    private void makeRoom(int length) {
      if (buffer.remaining() < length) {
        buffer.flip();
        buffer = ByteBuffer.allocate(2 * buffer.capacity() + length).put(buffer);
      }
    }

    byte[] bytes() {
      byte[] bytes = new byte[buffer.position()];
      buffer.flip();
      buffer.get(bytes);
      return bytes;
    }
  }
}
