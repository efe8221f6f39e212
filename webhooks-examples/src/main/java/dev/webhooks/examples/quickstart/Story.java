package dev.webhooks.examples.quickstart;

import dev.webhooks.examples.cli.Printable;
import java.io.PrintStream;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The printed side: numbered steps, and what happens in them. Not thread safe. */
final class Story {
  /** A handshake's token has 64 digits that nobody reads. */
  private static final Pattern LONG_TOKEN = Pattern.compile("([0-9a-f]{8})[0-9a-f]{56}");

  private final PrintStream out;
  private int steps;

  Story(PrintStream out, String title) {
    this.out = out;
    out.println(title);
  }

  void step(String title) {
    steps++;
    out.println();
    out.println(steps + ". " + title);
  }

  void end(String moral) {
    out.println();
    out.println(moral);
  }

  void line(String text) {
    out.println("   " + Printable.line(text));
  }

  /** A line as {@link String#format} makes it. */
  void row(String format, @Nullable Object... values) {
    line(String.format(Locale.ROOT, format, values));
  }

  /** A message between the two sides, its token cut short. */
  void message(String direction, String text) {
    line("  " + direction + " " + LONG_TOKEN.matcher(text).replaceAll("$1..."));
  }
}
