package dev.webhooks.examples.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flags of one command, each at most once: {@code --port 9090} or {@code --port=9090}, and
 * switches like {@code --allow-local}, which have no value. Immutable.
 *
 * <p>A refusal names the flag and never repeats its value, which may be a secret.
 */
public final class Flags {
  private final Map<String, String> values;

  private Flags(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a command line.
   *
   * @param known the flags that the command has, each of which takes a value
   * @throws CommandException when there is anything but these flags
   */
  public static Flags parse(List<String> arguments, Set<String> known) throws CommandException {
    return parse(arguments, known, Set.of());
  }

  /**
   * Reads a command line that may hold switches.
   *
   * @param known the flags that take a value
   * @param switches those that don't
   * @throws CommandException when there is anything but these flags
   */
  public static Flags parse(List<String> arguments, Set<String> known, Set<String> switches)
      throws CommandException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      if (!known.contains(flag) && !switches.contains(flag)) {
        throw CommandException.misused(unknown(flag, known, switches));
      }
      String value;
      if (switches.contains(flag)) {
        if (equals >= 0) {
          throw CommandException.misused(flag + " takes no value");
        }
        value = "";
      } else if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
        value = arguments.get(++i);
      } else {
        throw CommandException.misused(flag + " needs a value");
      }
      if (values.put(flag, value) != null) {
        throw CommandException.misused(flag + " is given twice");
      }
    }
    return new Flags(values);
  }

  private static String unknown(String argument, Set<String> known, Set<String> switches) {
    if (!argument.startsWith("--")) {
      // It may be the value of a flag that was forgotten, the API key for instance.
      return "a value without a flag before it; see --help";
    }
    List<String> all = Stream.concat(known.stream(), switches.stream()).toList();
    String guess = Guess.of(argument, all).map(flag -> ", did you mean " + flag + "?").orElse(";");
    return "unknown flag " + Printable.word(argument) + guess + " see --help";
  }

  /** Whether the flag is given, a switch for instance. */
  public boolean has(String flag) {
    return values.containsKey(flag);
  }

  /** The flag's text, null when it isn't given. */
  public @Nullable String text(String flag) {
    return values.get(flag);
  }

  /**
   * The flag's whole number.
   *
   * @throws CommandException when it isn't a number from {@code min} to {@code max}
   */
  public int number(String flag, int byDefault, int min, int max) throws CommandException {
    String value = values.get(flag);
    if (value == null) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(flag, min, max);
    }
    throw outOfRange(flag, min, max);
  }

  private static CommandException outOfRange(String flag, int min, int max) {
    return CommandException.misused(flag + " must be a number from " + min + " to " + max);
  }

  /**
   * The flag's duration, as in {@code 250ms}, {@code 10s}, {@code 5m}.
   *
   * @throws CommandException when it isn't a duration, or longer than {@code max}
   */
  public Duration duration(String flag, Duration byDefault, Duration max) throws CommandException {
    return duration(flag, byDefault, "0s", Duration.ZERO, max);
  }

  /**
   * The flag's duration, where none is no answer.
   *
   * @throws CommandException when it isn't a duration, or none, or longer than {@code max}
   */
  public Duration positiveDuration(String flag, Duration byDefault, Duration max)
      throws CommandException {
    return duration(flag, byDefault, "1ms", Duration.ofMillis(1), max);
  }

  private Duration duration(
      String flag, Duration byDefault, String least, Duration min, Duration max)
      throws CommandException {
    String value = values.get(flag);
    if (value == null) {
      return byDefault;
    }
    return Durations.parse(value)
        .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0)
        .orElseThrow(
            () ->
                CommandException.misused(
                    flag
                        + " must be a duration from "
                        + least
                        + " to "
                        + max.toSeconds()
                        + "s, as in 1s"));
  }
}
