package dev.webhooks.internal.process;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How busy the machine's processors are, this process and all others; in a container, the
 * container's. Not thread safe.
 */
public final class MachineLoad {
  /** Reading costs some 50 µs, and the system counts in hundredths of a second. */
  private static final long READ_EVERY = Duration.ofMillis(100).toNanos();

  private static final double BUSY = 0.95;
  private static final double HAS_TIME = 0.8;

  private final DoubleSupplier reader;
  private final LongSupplier nanoClock;
  private double last = Double.NaN;
  private long lastRead;

  /** What the JVM tells. */
  public static MachineLoad ofThisMachine(LongSupplier nanoClock) {
    return new MachineLoad(MachineLoad::read, nanoClock);
  }

  /**
   * @param reader answers from 0 to 1, anything else when it does not know
   */
  MachineLoad(DoubleSupplier reader, LongSupplier nanoClock) {
    this.reader = reader;
    this.nanoClock = nanoClock;
    this.lastRead = nanoClock.getAsLong() - READ_EVERY;
  }

  /** By name, because only the JDK's own management module declares it. */
  private static double read() {
    try {
      Object load =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "CpuLoad");
      return load instanceof Double known ? known : Double.NaN;
    } catch (JMException | RuntimeException e) {
      return Double.NaN; // a runtime image without that module
    }
  }

  /** Looks again if the last look was long enough ago; says whether it did. */
  public boolean look() {
    long now = nanoClock.getAsLong();
    if (now - lastRead < READ_EVERY) {
      return false;
    }
    lastRead = now;
    last = reader.getAsDouble();
    return last >= 0 && last <= 1;
  }

  /** Whether at the last look no processor had time. */
  public boolean isBusy() {
    return last >= BUSY;
  }

  /** Whether at the last look more could have been done. */
  public boolean hasTime() {
    return last >= 0 && last <= HAS_TIME;
  }
}
