package dev.webhooks.examples.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.micrometer.WebhookMetrics;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each module promises to those who compile against it, down to the last null, as a file that
 * a reviewer reads: a change of the API is a change of that file, or this test fails.
 *
 * <p>After a change that is meant: {@code -Dapi.accept} writes the files anew. Read what changed
 * before you commit it, and put it into CHANGELOG.md.
 */
class PublicApiTest {
  private static final Path FILES = Path.of("src/test/resources/api");

  @ParameterizedTest
  @ValueSource(
      classes = {
        ApiKey.class,
        Webhooks.class,
        JdbcStore.class,
        InMemoryStore.class,
        WebhookMetrics.class
      })
  void theApiIsWhatItsFileSays(Class<?> ofModule) throws IOException {
    PublicApi api = PublicApi.of(ofModule);
    String file = api.module() + ".txt";
    if (System.getProperty("api.accept") != null) {
      Files.createDirectories(FILES);
      Files.writeString(FILES.resolve(file), String.join("\n", api.lines()) + "\n");
    }
    assertThat(api.lines())
        .as("the public API of %s; if the change is meant, run this test with -Dapi.accept", file)
        .isEqualTo(accepted(file));
  }

  private static List<String> accepted(String file) throws IOException {
    Path written = FILES.resolve(file);
    if (Files.exists(written)) {
      return Files.readAllLines(written);
    }
    try (InputStream in = PublicApiTest.class.getResourceAsStream("/api/" + file)) {
      return in == null
          ? List.of()
          : Arrays.asList(new String(in.readAllBytes(), UTF_8).split("\n"));
    }
  }
}
