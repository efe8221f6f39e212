package dev.webhooks.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lets contenders drain in turns, so that what else the machine does hits all of them.
 *
 * @param deliveries of one drain
 * @param rounds how often each contender drains
 * @param warmUps how often before that, for the compiler's sake; not counted
 */
record Drains(
    Database database, SinkProcess sink, Report report, int deliveries, int rounds, int warmUps) {
  private static final int TUNING_ROUNDS = 2;

  Map<Contender, List<Result>> measure(List<Contender> contenders) throws InterruptedException {
    Map<Contender, List<Result>> results = new LinkedHashMap<>();
    contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
    List<Contender> turns = new ArrayList<>(contenders);
    for (int round = 1 - warmUps; round <= rounds; round++) {
      Collections.reverse(turns); // nobody always comes after the same one
      for (Contender contender : turns) {
        Result result = drain(contender, deliveries);
        report.say(
            "  %-9s %-34s %7.0f/s   busy cores: client %.2f, database %.2f, sink %.2f",
            round < 1 ? "warm-up" : "round " + round,
            contender.name(),
            result.perSecond(),
            result.load(result.processor().client()),
            result.load(result.processor().database()),
            result.load(result.processor().sink()));
        if (round > 0) {
          requireNonNull(results.get(contender)).add(result);
        }
      }
    }
    return results;
  }

  /**
   * Tries every setting more than once, and takes the one whose best run was the fastest.
   *
   * @param tuning deliveries of each drain; 0 takes the first setting
   */
  <T> T best(
      int tuning, List<T> candidates, Function<T, Contender> contender, Function<T, String> text)
      throws InterruptedException {
    if (tuning == 0) {
      return candidates.get(0);
    }
    Map<T, Double> fastest = new LinkedHashMap<>();
    for (int round = 0; round < TUNING_ROUNDS; round++) {
      for (T candidate : candidates) {
        try (Contender tried = contender.apply(candidate)) {
          fastest.merge(candidate, drain(tried, tuning).perSecond(), Math::max);
        }
      }
    }
    T best = fastest.keySet().stream().max(Comparator.comparing(fastest::get)).orElseThrow();
    fastest.forEach(
        (setting, perSecond) ->
            report.say(
                "  %7.0f/s  %s%s",
                perSecond, text.apply(setting), setting.equals(best) ? "  <- best" : ""));
    return best;
  }

  private Result drain(Contender contender, int deliveries) throws InterruptedException {
    contender.publish(deliveries);
    long requests = sink.requests();
    ProcessorTime before = ProcessorTime.now(database, sink);
    Duration elapsed = contender.drain(deliveries);
    ProcessorTime used = ProcessorTime.now(database, sink).minus(before);
    if (sink.requests() - requests != deliveries) {
      throw new IllegalStateException("the sink saw " + (sink.requests() - requests) + " requests");
    }
    return new Result(deliveries, elapsed, used);
  }
}
