package dev.webhooks.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run is asked to do.
 *
 * @param scenarios by name, in the order in which they run
 * @param scale how much of each
 */
record Options(List<String> scenarios, Scale scale) {
  private static final String USAGE = "options: --scenarios a,b,c --quick; scenarios: ";

  Options {
    scenarios = List.copyOf(scenarios);
  }

  /**
   * Reads the command line.
   *
   * @param known the names there are
   * @param usual those that run unless some are named
   */
  static Options parse(List<String> known, List<String> usual, String... arguments) {
    List<String> scenarios = new ArrayList<>(usual);
    Scale scale = Scale.FULL;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--quick")) {
        scale = Scale.QUICK;
      } else if (arguments[i].equals("--scenarios") && i + 1 < arguments.length) {
        scenarios = List.of(arguments[++i].split(",", -1));
      } else {
        throw new IllegalArgumentException(USAGE + String.join(", ", known));
      }
    }
    if (!known.containsAll(scenarios)) {
      throw new IllegalArgumentException(USAGE + String.join(", ", known));
    }
    return new Options(scenarios, scale);
  }
}
