package dev.webhooks.benchmarks;

/** One question, measured by itself on an empty schema. */
interface Scenario {
  /** As it is named on the command line and in the table. */
  String name();

  /** Measures, and adds its figures to the report. */
  void run(Stage stage, Scale scale, Report report) throws Exception;
}
