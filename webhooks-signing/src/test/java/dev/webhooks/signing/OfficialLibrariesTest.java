package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other people's receivers and senders run: the official libraries {@code standardwebhooks}
 * and {@code svix}, in the languages that are here. They are installed into the build's own folder,
 * from the languages' registries, so this is no test of the default build.
 */
@Tag("soak")
@Timeout(600)
class OfficialLibrariesTest {
  private static final Path FOLDER = Path.of("target/official").toAbsolutePath();
  private static final List<String> BODIES = List.of("{\"text\":\"Ja! ✓ 🦄\\r\\n\"}\r\n", "{}");
  private static final List<String> LIBRARIES = List.of("standardwebhooks", "svix");

  /** A language: the file of its side, what else it needs, and how it is installed and run. */
  private record Language(
      String file, Map<String, String> more, List<List<String>> install, List<String> run) {
    @Override
    public String toString() {
      return file;
    }
  }

  private static final List<Language> LANGUAGES =
      List.of(
          new Language(
              "interop.mjs",
              Map.of(),
              List.of(
                  List.of(
                      "npm",
                      "install",
                      "--no-audit",
                      "--no-fund",
                      "--no-save",
                      "--ignore-scripts",
                      "standardwebhooks@1.1.1",
                      "svix@2.5.0")),
              List.of("node", "interop.mjs")),
          new Language(
              "interop.py",
              Map.of(),
              List.of(
                  List.of(
                      "python3",
                      "-m",
                      "pip",
                      "install",
                      "--quiet",
                      "--target",
                      ".",
                      "standardwebhooks==1.1.0",
                      "svix==2.9.1")),
              List.of("python3", "interop.py")),
          new Language(
              "interop.go",
              Map.of("go.mod.txt", "go.mod"),
              List.of(
                  List.of("go", "mod", "tidy"),
                  List.of("go", "build", "-o", "interop", "interop.go")),
              List.of("./interop")),
          new Language(
              "Interop.java",
              Map.of("libraries.xml", "pom.xml"),
              List.of(
                  List.of(
                      Path.of("../mvnw").toAbsolutePath().normalize().toString(),
                      "--batch-mode",
                      "--quiet",
                      "dependency:copy-dependencies",
                      "-DoutputDirectory=libraries")),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  "libraries/*",
                  "Interop.java")));

  /** The other side verifies our signature, and ours verifies the one it makes then. */
  @ParameterizedTest
  @MethodSource("languagesAndLibraries")
  void anOfficialLibraryAndOursVerifyEachOther(Language language, String library) throws Exception {
    Path folder = install(language);
    for (String text : BODIES) {
      ApiKey key = ApiKey.generate(new SecureRandom());
      ApiKey former = ApiKey.generate(new SecureRandom());
      byte[] body = text.getBytes(UTF_8);
      Map<String, String> ours =
          StandardSigner.of(former.standardSigningKey())
              .and(key.standardSigningKey())
              .sign("dlv_1", Instant.now(), body);

      Ended theirs = exchange(language, library, folder, key.reveal(), ours, body);

      assertThat(theirs.status()).as("it verifies ours: %s", theirs.said()).isZero();
      assertThat(
              StandardVerifier.of(key.reveal())
                  .verify(body, "dlv_1", ours.get("webhook-timestamp"), theirs.said()))
          .as("we verify %s", theirs.said())
          .isEqualTo(Verdict.VALID);
      assertThat(
              exchange(language, library, folder, key.reveal(), ours, "{} ".getBytes(UTF_8))
                  .status())
          .as("it refuses another body")
          .isNotZero();
    }
  }

  static Stream<Arguments> languagesAndLibraries() {
    return LANGUAGES.stream()
        .flatMap(language -> LIBRARIES.stream().map(library -> Arguments.of(language, library)));
  }

  private static Path install(Language language) throws Exception {
    Path folder = FOLDER.resolve(language.file());
    Path installed = folder.resolve("installed");
    Files.createDirectories(folder);
    copy(language.file(), folder.resolve(language.file()));
    if (Files.exists(installed)) {
      return folder;
    }
    for (Map.Entry<String, String> file : language.more().entrySet()) {
      copy(file.getKey(), folder.resolve(file.getValue()));
    }
    for (List<String> command : language.install()) {
      try {
        Ended ended = run(command, folder, Map.of(), new byte[0]);
        if (ended.status() != 0) {
          skip(language, command + " failed: " + ended.said());
        }
      } catch (IOException e) {
        skip(language, command.get(0) + " is not on the PATH");
      }
    }
    return Files.createFile(installed).getParent();
  }

  private static void skip(Language language, String reason) {
    System.out.println("SKIPPED: " + language + " is not tested here: " + reason);
    abort(reason);
  }

  private static void copy(String file, Path to) throws IOException {
    try (var in =
        Objects.requireNonNull(
            OfficialLibrariesTest.class.getResourceAsStream("official/" + file), file)) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Ended exchange(
      Language language,
      String library,
      Path folder,
      String key,
      Map<String, String> headers,
      byte[] body)
      throws Exception {
    List<String> command = new ArrayList<>(language.run());
    command.add(library);
    return run(
        command,
        folder,
        Map.of(
            "KEY", key,
            "ID", headers.get("webhook-id"),
            "TIMESTAMP", headers.get("webhook-timestamp"),
            "SIGNATURE", headers.get("webhook-signature")),
        body);
  }

  private record Ended(int status, String said) {}

  private static Ended run(
      List<String> command, Path folder, Map<String, String> environment, byte[] stdin)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(stdin);
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), said);
  }
}
