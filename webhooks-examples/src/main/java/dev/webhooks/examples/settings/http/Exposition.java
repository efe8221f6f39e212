package dev.webhooks.examples.settings.http;

/**
 * Metrics in the text format of Prometheus: each begins with what it means and its type, and its
 * values follow. Not thread safe.
 */
final class Exposition {
  private final StringBuilder text = new StringBuilder();
  private String metric = "";

  /** Begins one that goes up and down. */
  Exposition gauge(String name, String help) {
    return begin(name, help, "gauge");
  }

  /** Begins one that only goes up; its name ends in {@code _total}. */
  Exposition counter(String name, String help) {
    return begin(name, help, "counter");
  }

  private Exposition begin(String name, String help, String type) {
    metric = name;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /** The only value of the metric that was begun last. */
  void value(long value) {
    text.append(metric).append(' ').append(value).append('\n');
  }

  /**
   * One of the values of the metric that was begun last.
   *
   * @param labelValue without quotes, backslashes or line ends
   */
  void value(String label, String labelValue, long value) {
    text.append(metric).append('{').append(label).append("=\"").append(labelValue);
    text.append("\"} ").append(value).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
