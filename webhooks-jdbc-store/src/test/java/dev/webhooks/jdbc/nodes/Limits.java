package dev.webhooks.jdbc.nodes;

import java.util.List;

/**
 * What a node's process may have.
 *
 * @param descriptors how many files and sockets may be open at a time; 0 for what the test may have
 */
record Limits(int heapMegabytes, int descriptors) {
  static final Limits USUAL = new Limits(96, 0);

  static Limits heap(int megabytes) {
    return new Limits(megabytes, 0);
  }

  static Limits descriptors(int number) {
    return new Limits(USUAL.heapMegabytes(), number);
  }

  /** A shell that takes the limits, then becomes the command behind it. */
  List<String> shell() {
    return descriptors == 0
        ? List.of()
        : List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "limited");
  }
}
