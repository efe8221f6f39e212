package dev.webhooks.examples.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people type them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 5d}.
 */
public final class Durations {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /** One duration; empty when the text isn't one. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  /** Durations between commas, as in {@code 1s,5s,30s,5m,30m}; empty when any of them isn't one. */
  public static Optional<List<Duration>> parseList(String text) {
    List<Duration> durations = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Optional<Duration> duration = parse(part);
      if (duration.isEmpty()) {
        return Optional.empty();
      }
      durations.add(duration.get());
    }
    return Optional.of(List.copyOf(durations));
  }
}
