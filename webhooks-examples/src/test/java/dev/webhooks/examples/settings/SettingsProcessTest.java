package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.webhooks.examples.TestProcess;
import dev.webhooks.examples.receiver.Receipt;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The settings application as a process of its own, on a database file. */
@Timeout(150)
@Order(1)
class SettingsProcessTest {
  private static final String READY = "settings: listening on ";
  private static final String WARNING =
      "settings: without --master-key, whoever reads the database can forge signatures";

  @TempDir private Path folder;

  /** Guarantee L, for a process that is told to stop. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
  void sigtermUnderLoadLosesNothingAndExitsWithZero() throws Exception {
    try (Endpoint endpoint = Endpoint.slow(Duration.ofMillis(200));
        TestProcess process = start()) {
      Api api = new Api(url(process));
      api.register("acme", endpoint.url());
      api.publish("acme", 400);
      endpoint.awaitEvents(40);

      process.terminate();

      assertThat(process.exitCode()).isZero();
      assertThat(process.output()).isEmpty();
      assertThat(process.errors()).containsExactly(WARNING);
      int sent = endpoint.events().size();
      assertThat(sent).isLessThan(400);
      try (TestProcess next = start()) {
        url(next);
        endpoint.awaitEvents(400);
        next.terminate();
        assertThat(next.exitCode()).isZero();
      }
      assertThat(deliveryIds(endpoint)).hasSize(400).doesNotHaveDuplicates();
    }
  }

  @Test
  void aFileThatAnotherProcessHoldsIsOneClearLineAndNoTraceFile() throws Exception {
    try (TestProcess first = start()) {
      url(first);

      try (TestProcess second = start()) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).isEmpty();
        assertThat(second.errors())
            .singleElement(STRING)
            .startsWith("settings: can't use the database: ")
            .contains("process ", " holds ./webhooks-demo.mv.db; ", "AUTO_SERVER=TRUE");
      }
      assertThat(folder.resolve("webhooks-demo.mv.db")).exists();
      assertThat(folder.resolve("webhooks-demo.trace.db")).doesNotExist();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux says who has locked a file")
  void aFileThatAnotherProcessHoldsIsToldWithThatProcess() throws Exception {
    try (TestProcess first = start()) {
      url(first);

      try (TestProcess second = start()) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors())
            .singleElement(STRING)
            .contains("process " + first.id() + " (java) holds ");
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has other permissions")
  void theDatabasesFilesAreTheirOwnersAlone() throws Exception {
    String url = "jdbc:h2:./mine/demo;AUTO_SERVER=TRUE;TRACE_LEVEL_FILE=2";
    Path theirs = Files.writeString(folder.resolve("demo.mv.db.txt"), "not H2's");
    try (TestProcess process = start("--jdbc-url", url)) {
      url(process);

      assertThat(permissionsIn(folder.resolve("mine")))
          .containsOnlyKeys("demo.mv.db", "demo.lock.db", "demo.trace.db")
          .allSatisfy((file, permissions) -> assertThat(permissions).isEqualTo("rw-------"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)))
        .isNotEqualTo("rw-------");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has other permissions")
  void aFileThatOthersCouldReadIsTakenFromThem() throws Exception {
    Path file = folder.resolve("webhooks-demo.mv.db");
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    try (TestProcess process = start()) {
      url(process);

      assertThat(permissionsIn(folder)).containsEntry("webhooks-demo.mv.db", "rw-------");
    }
  }

  private static Map<String, String> permissionsIn(Path folder) throws IOException {
    Map<String, String> permissions = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        permissions.put(
            String.valueOf(file.getFileName()),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    return permissions;
  }

  @Test
  @Tag("soak")
  void twoProcessesShareAnH2FileThatServesItself() throws Exception {
    String[] shared = {"--jdbc-url", "jdbc:h2:./shared;AUTO_SERVER=TRUE"};
    try (Endpoint endpoint = Endpoint.start();
        TestProcess first = start(shared[0], shared[1], "--no-dispatch")) {
      Api publishing = new Api(url(first));
      publishing.register("acme", endpoint.url());
      publishing.publish("acme", 100);

      try (TestProcess second = start(shared)) {
        new Api(url(second)).publish("acme", 100);
        endpoint.awaitEvents(200);
        assertThat(deliveryIds(endpoint)).hasSize(200).doesNotHaveDuplicates();

        second.terminate();
        assertThat(second.exitCode()).isZero();
      }
      assertThat(publishing.get("/api/health").status()).isEqualTo(200);
    }
  }

  private TestProcess start(String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of("settings", "--port", "0", "--allow-local"));
    all.addAll(List.of(flags));
    return TestProcess.start(folder, all.toArray(String[]::new));
  }

  private static String url(TestProcess process) throws Exception {
    String ready = process.line();
    assertThat(ready).matches(READY + "http://127\\.0\\.0\\.1:\\d+");
    return ready.substring(READY.length());
  }

  private static List<String> deliveryIds(Endpoint endpoint) {
    return endpoint.events().stream().map(Receipt::headers).map(h -> h.deliveryId()).toList();
  }
}
