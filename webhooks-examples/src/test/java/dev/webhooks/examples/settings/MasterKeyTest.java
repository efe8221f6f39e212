package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.settings.Api.Reply;
import dev.webhooks.spi.SecretCipher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signing secrets at rest, over restarts of the application. */
@Timeout(30)
class MasterKeyTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OTHER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHAA=";

  @TempDir private Path folder;

  private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

  @Test
  void whatAProcessSealedTheNextOneOpensWithTheSameKey() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      try (TestSettings first = TestSettings.on(database, "--master-key", KEY, "--no-dispatch")) {
        first.api().register("acme", endpoint.url());
        first.api().publish("acme", 1);
      }
      assertThat(endpoint.events()).as("nobody dispatched").isEmpty();

      try (TestSettings next = TestSettings.on(database, "--master-key", KEY)) {
        endpoint.awaitEvents(1);
      }
    }
  }

  @Test
  void theKeyMayComeFromAFileOrTheEnvironment() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
    String sealed = "a webhook's secret";

    byte[] bytes = cipher(Map.of(), "--master-key", KEY).seal(sealed.getBytes(UTF_8), "wh_1");

    for (SecretCipher same :
        List.of(
            cipher(Map.of(), "--master-key-file", file.toString()),
            cipher(Map.of("WEBHOOKS_MASTER_KEY", KEY)),
            cipher(Map.of("WEBHOOKS_MASTER_KEY", OTHER_KEY), "--master-key", KEY),
            cipher(
                Map.of("WEBHOOKS_MASTER_KEY", OTHER_KEY), "--master-key-file", file.toString()))) {
      assertThat(new String(same.open(bytes, "wh_1"), UTF_8)).isEqualTo(sealed);
    }
  }

  private static SecretCipher cipher(Map<String, String> environment, String... flags)
      throws CommandException {
    return SettingsOptions.parse(List.of(flags), environment).cipher();
  }

  @Test
  void aKeyThatIsNoneIsRefusedWhereverItComesFromAndNotRepeated() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "hunter2");
    Path large = Files.writeString(folder.resolve("large"), KEY.repeat(1_000));

    assertThatThrownBy(() -> cipher(Map.of("WEBHOOKS_MASTER_KEY", "hunter2")))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("WEBHOOKS_MASTER_KEY must be the base64 of 32 bytes")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> cipher(Map.of("WEBHOOKS_MASTER_KEY", "")))
        .as("a variable that is there and empty is a mistake, and no wish to go without")
        .isInstanceOf(CommandException.class);
    for (Path each : List.of(file, large)) {
      assertThatThrownBy(() -> cipher(Map.of(), "--master-key-file", each.toString()))
          .isInstanceOf(CommandException.class)
          .hasMessageStartingWith("--master-key-file must name a file with the base64 of 32 bytes")
          .hasMessageNotContaining("hunter2");
    }
    assertThatThrownBy(() -> cipher(Map.of(), "--master-key-file", folder.toString()))
        .hasMessage("--master-key-file names a file that can't be read");
  }

  @Test
  void withAnotherKeyACallSaysWhatIsWrong() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      String path;
      try (TestSettings first = TestSettings.on(database, "--master-key", KEY)) {
        path =
            "/api/workspaces/acme/webhooks/"
                + first.api().register("acme", endpoint.url()).at("/webhook/id").asText();
      }

      try (LogLines log = new LogLines();
          TestSettings next = TestSettings.on(database, "--master-key", OTHER_KEY)) {
        String before = next.api().get(path).text();
        for (String call : List.of("/verify", "/rotate-key")) {
          Reply reply = next.api().post(path + call, "");

          assertThat(reply.status()).isEqualTo(503);
          assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
          assertThat(reply.json().get("detail").asText()).contains("--master-key");
        }
        assertThat(next.api().get(path).text()).isEqualTo(before);
        assertThat(log.with("is the master key the right one?")).hasSize(1);
      }
    }
  }
}
