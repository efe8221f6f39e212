package dev.webhooks.examples.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.webhooks.signing.SignatureVerifier;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** What receivers are written in, and how one is built and run here. */
enum Language {
  JAVA("Receiver.java", List.of(java("java"), "-version")) {
    @Override
    void build(Path source) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      // To Java 11: receivers run on older JVMs than senders.
      String[] options = {"--release", "11", "-Xlint:all", "-Werror", "-cp", signing()};
      int problems =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  said,
                  said,
                  Stream.concat(Stream.of(options), Stream.of(source.toString()))
                      .toArray(String[]::new));
      assertThat(problems).as(said.toString(UTF_8)).isZero();
    }

    @Override
    List<String> run(Path source, int port) {
      return List.of(
          java("java"),
          "-XX:TieredStopAtLevel=1",
          "-cp",
          signing() + File.pathSeparator + source.getParent(),
          "Receiver");
    }
  },
  NODE("receiver.js", List.of("node", "--version")) {
    @Override
    List<String> run(Path source, int port) {
      return List.of("node", source.toString());
    }
  },
  PYTHON("receiver.py", List.of("python3", "--version")) {
    @Override
    List<String> run(Path source, int port) {
      return List.of("python3", source.toString());
    }
  },
  GO("receiver.go", List.of("go", "version")) {
    /**
     * Where nobody has built a server in Go before, its library is compiled too, which takes longer
     * than all that is done here.
     */
    private static final String UNOPTIMIZED = "-gcflags=all=-N -l";

    @Override
    void build(Path source) throws Exception {
      String program = source.resolveSibling("go").toString();
      ProcessBuilder command =
          new ProcessBuilder("go", "build", UNOPTIMIZED, "-o", program, source.toString())
              .redirectErrorStream(true);
      command.environment().put("CGO_ENABLED", "0"); // else a C compiler runs for the name look-up
      Process build = command.start();
      String said = new String(build.getInputStream().readAllBytes(), UTF_8);
      assertThat(build.waitFor()).as(said).isZero();
    }

    @Override
    List<String> run(Path source, int port) {
      return List.of(source.resolveSibling("go").toString());
    }
  },
  PHP("receiver.php", List.of("php", "--version")) {
    @Override
    List<String> run(Path source, int port) {
      return List.of("php", "-S", "127.0.0.1:" + port, source.toString());
    }
  },
  RUBY("receiver.rb", List.of("ruby", "-rwebrick", "-e", "")) {
    @Override
    List<String> run(Path source, int port) {
      return List.of("ruby", "-W", source.toString());
    }
  };

  final String file;
  private final List<String> probe;

  Language(String file, List<String> probe) {
    this.file = file;
    this.probe = probe;
  }

  /** Makes a program of the source, where that is to be done. */
  void build(Path source) throws Exception {}

  abstract List<String> run(Path source, int port);

  /** Ends the test here where the language isn't installed, and says so. */
  void need() throws InterruptedException {
    if (!isInstalled()) {
      String skipped = file + " is not tested here: " + probe + " does not run";
      System.out.println("SKIPPED: " + skipped);
      abort(skipped);
    }
  }

  private boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder(probe)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Fills the gaps in, and builds, unless that was done before.
   *
   * @param all where all of them are put
   */
  Path prepare(Path all, String brand, Signatures signatures) throws Exception {
    Path folder = all.resolve(signatures.name()).resolve(name());
    Path source = folder.resolve(file);
    if (Files.exists(source)) {
      return source;
    }
    Files.createDirectories(folder);
    Files.writeString(source, Snippet.filled(file, brand, signatures));
    build(source);
    return source;
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private static String signing() {
    try {
      return Path.of(
              SignatureVerifier.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
