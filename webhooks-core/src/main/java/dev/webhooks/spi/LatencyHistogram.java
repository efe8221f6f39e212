package dev.webhooks.spi;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long things took, in few bytes: how many of them fell into each of fixed buckets. Each bucket
 * reaches a tenth further than the one before, so that the middle of a bucket is off by less than 5
 * % from all that is in it, and histograms can be added up in any order.
 *
 * <p>Immutable and thread safe.
 */
public final class LatencyHistogram {
  private static final double GROWTH = 1.1;
  private static final double LOG_OF_GROWTH = Math.log(GROWTH);
  private static final LatencyHistogram NONE = new LatencyHistogram(new long[0]);

  /** That of the longest time that is a number of microseconds. */
  private static final int LAST_BUCKET = bucketOf(Long.MAX_VALUE);

  private static final long MICROS_A_SECOND = 1_000_000;

  /** By bucket, up to the last one that is not empty. */
  private final long[] counts;

  private LatencyHistogram(long[] counts) {
    this.counts = counts;
  }

  /** Of nothing. */
  public static LatencyHistogram none() {
    return NONE;
  }

  /** Begins with nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when these bytes are something else
   */
  public static LatencyHistogram fromBytes(byte[] bytes) {
    Builder builder = new Builder();
    long bucket = 0;
    for (int at = 0; at < bytes.length; ) {
      bucket += varint(bytes, at);
      at += lengthOfVarint(bytes, at);
      long count = varint(bytes, at);
      at += lengthOfVarint(bytes, at);
      if (bucket < 0 || bucket > LAST_BUCKET || count < 1) {
        throw new IllegalArgumentException("these bytes are no histogram");
      }
      builder.add((int) bucket, count);
    }
    return builder.build();
  }

  /** In a form that {@link #fromBytes} reads: two bytes or a few more for each bucket in use. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int last = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0) {
        writeVarint(bytes, bucket - last);
        writeVarint(bytes, counts[bucket]);
        last = bucket;
      }
    }
    return bytes.toByteArray();
  }

  /** How many were counted. */
  public long count() {
    return Arrays.stream(counts).sum();
  }

  /**
   * How long the one took that comes at this share of them, in the order of their durations, give
   * or take 5 %.
   *
   * @param share more than 0 and at most 1: 0.95 for what 95 of 100 did not exceed
   * @return null if nothing was counted
   */
  public @Nullable Duration quantile(double share) {
    double rank = Math.max(1, Math.ceil(share * (double) count()));
    long passed = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      passed += counts[bucket];
      if ((double) passed >= rank) {
        return middleOf(bucket);
      }
    }
    return null;
  }

  private static int bucketOf(long micros) {
    return micros <= 1 ? 0 : (int) Math.ceil(Math.log((double) micros) / LOG_OF_GROWTH);
  }

  /** Where it is off by the same part from both ends of the bucket. */
  private static Duration middleOf(int bucket) {
    double micros = 2 * Math.pow(GROWTH, bucket) / (1 + GROWTH);
    return Duration.ofNanos(Math.round(Math.min(micros * 1_000, Long.MAX_VALUE)));
  }

  private static long micros(Duration duration) {
    return duration.getSeconds() >= Long.MAX_VALUE / MICROS_A_SECOND
        ? Long.MAX_VALUE
        : duration.getSeconds() * MICROS_A_SECOND + duration.getNano() / 1_000;
  }

  private static void writeVarint(ByteArrayOutputStream bytes, long value) {
    long rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      bytes.write((int) (rest & 0x7f) | 0x80);
    }
    bytes.write((int) rest);
  }

  private static int lengthOfVarint(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] < 0) {
      end++;
    }
    if (end == bytes.length || end - at > 8) {
      throw new IllegalArgumentException("these bytes are no histogram");
    }
    return end - at + 1;
  }

  private static long varint(byte[] bytes, int at) {
    long value = 0;
    for (int i = lengthOfVarint(bytes, at) - 1; i >= 0; i--) {
      value = value << 7 | (bytes[at + i] & 0x7f);
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LatencyHistogram that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "LatencyHistogram[count=" + count() + ", p50=" + quantile(0.5) + "]";
  }

  /** Adds up. Not thread safe. */
  public static final class Builder {
    private long[] counts = new long[0];

    private Builder() {}

    /** Counts one more. */
    public Builder add(Duration duration) {
      add(bucketOf(micros(duration)), 1);
      return this;
    }

    /** Counts all that the other one has counted. */
    public Builder add(LatencyHistogram other) {
      for (int bucket = other.counts.length - 1; bucket >= 0; bucket--) {
        if (other.counts[bucket] > 0) {
          add(bucket, other.counts[bucket]);
        }
      }
      return this;
    }

    private void add(int bucket, long count) {
      if (bucket >= counts.length) {
        counts = Arrays.copyOf(counts, bucket + 1);
      }
      counts[bucket] += count;
    }

    /** What was counted until now. */
    public LatencyHistogram build() {
      return counts.length == 0 ? NONE : new LatencyHistogram(counts.clone());
    }
  }
}
