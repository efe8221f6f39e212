package dev.webhooks.benchmarks;

/**
 * What a run is asked to do.
 *
 * @param deliveries of one drain
 * @param rounds how often each contender drains
 * @param warmUps how often before that, for the compiler's sake; not counted
 * @param tuning deliveries of each drain that looks for the peers' best setting; 0 takes the first
 *     ones
 * @param endpoints how many webhooks there are
 */
record Options(int deliveries, int rounds, int warmUps, int tuning, int endpoints) {
  static final String USAGE =
      "options: --deliveries 20000 --rounds 5 --warm-ups 3 --tuning 5000 --endpoints 100 (these are the"
          + " defaults)";

  static Options parse(String... arguments) {
    int deliveries = 20_000;
    int rounds = 5;
    int warmUps = 3;
    int tuning = 5_000;
    int endpoints = 100;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(USAGE);
      }
      int value = Integer.parseInt(arguments[i + 1]);
      switch (arguments[i]) {
        case "--deliveries" -> deliveries = value;
        case "--rounds" -> rounds = value;
        case "--warm-ups" -> warmUps = value;
        case "--tuning" -> tuning = value;
        case "--endpoints" -> endpoints = value;
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
    if (deliveries < 1 || rounds < 1 || warmUps < 0 || tuning < 0 || endpoints < 1) {
      throw new IllegalArgumentException(USAGE);
    }
    return new Options(deliveries, rounds, warmUps, tuning, endpoints);
  }
}
