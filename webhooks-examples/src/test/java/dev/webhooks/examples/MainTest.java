package dev.webhooks.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  private final Console out = new Console();
  private final Console err = new Console();

  @Test
  void helpNamesEveryCommandAndNoneThatDoesNotExist() {
    assertThat(run("--help")).isZero();
    assertThat(out.text())
        .contains("quickstart", "receiver [--port 9090]")
        .doesNotContain("settings");
    assertThat(err.text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"quickstart", "receiver"})
  void everyCommandExplainsItself(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.lines().get(0)).startsWith(command);
    assertThat(err.text()).isEmpty();
  }

  @Test
  void withoutACommandItAsksForOne() {
    assertRefused("webhooks-examples: which command? quickstart, receiver; see --help");
  }

  @Test
  void anUnknownCommandIsRefusedInOneLineWhateverItHolds() {
    assertRefused(
        "webhooks-examples: unknown command a?b?c; known: quickstart, receiver", "a\nb\u001bc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quickstart --port 1            | quickstart: unknown flag --port; see --help",
        "receiver --brand Acme          | receiver: unknown flag --brand; see --help",
        "receiver 9090                  | receiver: a value without a flag before it; see --help",
        "receiver --port                | receiver: --port needs a value",
        "receiver --port --delay 1s     | receiver: --port needs a value",
        "receiver --port 1 --port 2     | receiver: --port is given twice",
        "receiver --port ninety         | receiver: --port must be a number from 0 to 65535",
        "receiver --port 65536          | receiver: --port must be a number from 0 to 65535",
        "receiver --port -1             | receiver: --port must be a number from 0 to 65535",
        "receiver --fail-first x        | receiver: --fail-first must be a number from 0 to 2147483647",
        "receiver --delay 5             | receiver: --delay must be a duration from 0s to 3600s, as in 1s",
        "receiver --delay 2h            | receiver: --delay must be a duration from 0s to 3600s, as in 1s",
      })
  void aBadFlagIsOneClearLineAndExitCodeTwo(String commandLine, String line) {
    assertRefused(line, commandLine.split(" "));
  }

  @Test
  void anApiKeyThatIsNoneIsNotRepeated() {
    assertRefused(
        "receiver: --api-key is not an API key: an API key is whsec_ and the base64 of 48 bytes",
        "receiver",
        "--api-key",
        "whsec_hunter2");
  }

  @Test
  void anApiKeyWhoseFlagIsForgottenIsNotRepeated() {
    assertRefused(
        "receiver: a value without a flag before it; see --help", "receiver", "whsec_hunter2");
  }

  @Test
  void aTakenPortIsOneClearLineAndExitCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(run("receiver", "--port", port)).isEqualTo(1);
      assertThat(err.lines())
          .containsExactly(
              "receiver: can't listen on 127.0.0.1:" + port + ": Address already in use");
      assertThat(out.text()).isEmpty();
    }
  }

  private void assertRefused(String line, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.lines()).containsExactly(line);
    assertThat(out.text()).isEmpty();
  }

  private int run(String... arguments) {
    return new Main(Main.commands(), out.stream(), err.stream()).run(List.of(arguments));
  }
}
