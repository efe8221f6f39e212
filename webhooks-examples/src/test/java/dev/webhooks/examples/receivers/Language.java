package dev.webhooks.examples.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.webhooks.signing.SignatureVerifier;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What receivers are written in, and how one is built and run here. */
enum Language {
  JAVA("Receiver.java", List.of(java("java"), "-version")) {
    @Override
    List<String> build(Path source, Path folder) {
      // To Java 11: receivers run on older JVMs than senders.
      return List.of(
          java("javac"),
          "--release",
          "11",
          "-Xlint:all",
          "-Werror",
          "-cp",
          signing(),
          "-d",
          folder.toString(),
          source.toString());
    }

    @Override
    List<String> run(Path source, Path folder, int port) {
      return List.of(
          java("java"),
          "-XX:TieredStopAtLevel=1",
          "-cp",
          signing() + File.pathSeparator + folder,
          "Receiver");
    }
  },
  NODE("receiver.js", List.of("node", "--version")) {
    @Override
    List<String> run(Path source, Path folder, int port) {
      return List.of("node", source.toString());
    }
  },
  PYTHON("receiver.py", List.of("python3", "--version")) {
    @Override
    List<String> run(Path source, Path folder, int port) {
      return List.of("python3", source.toString());
    }
  },
  GO("receiver.go", List.of("go", "version")) {
    @Override
    List<String> build(Path source, Path folder) {
      return List.of("go", "build", "-o", folder.resolve("go").toString(), source.toString());
    }

    @Override
    List<String> run(Path source, Path folder, int port) {
      return List.of(folder.resolve("go").toString());
    }
  },
  PHP("receiver.php", List.of("php", "--version")) {
    @Override
    List<String> run(Path source, Path folder, int port) {
      return List.of("php", "-S", "127.0.0.1:" + port, source.toString());
    }
  },
  RUBY("receiver.rb", List.of("ruby", "-rwebrick", "-e", "")) {
    @Override
    List<String> run(Path source, Path folder, int port) {
      return List.of("ruby", "-W", source.toString());
    }
  };

  final String file;
  private final List<String> probe;

  Language(String file, List<String> probe) {
    this.file = file;
    this.probe = probe;
  }

  /** What makes a program of the source, if anything has to. */
  List<String> build(Path source, Path folder) {
    return List.of();
  }

  abstract List<String> run(Path source, Path folder, int port);

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

  /** Fills the gaps in, and builds. */
  Path prepare(Path folder, String brand, Signatures signatures) throws Exception {
    Path source = folder.resolve(file);
    Files.writeString(source, Snippet.filled(file, brand, signatures));
    List<String> command = build(source, folder);
    if (!command.isEmpty()) {
      Process build =
          new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
      String said = new String(build.getInputStream().readAllBytes(), UTF_8);
      assertThat(build.waitFor()).as(said).isZero();
    }
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
