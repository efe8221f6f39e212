package dev.webhooks.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** A terminal that keeps what is printed. */
public final class Console {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, UTF_8);

  public PrintStream stream() {
    return stream;
  }

  public String text() {
    return bytes.toString(UTF_8);
  }

  public List<String> lines() {
    return text().lines().toList();
  }
}
