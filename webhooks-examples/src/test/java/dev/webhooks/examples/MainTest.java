package dev.webhooks.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final Console out = new Console();
  private final Console err = new Console();

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpNamesEveryCommandAndNoneThatDoesNotExist(String asking) {
    assertThat(run(asking)).isZero();
    assertThat(out.text())
        .contains("quickstart", "settings [--port 8080]", "receiver [--port 9090]");
    assertThat(err.text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"quickstart, --help", "settings, --help", "settings, -h", "receiver, -h"})
  void everyCommandExplainsItself(String command, String asking) {
    assertThat(run(command, asking)).isZero();
    assertThat(out.lines().get(0)).startsWith(command);
    assertThat(err.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "help --version",
        "quickstart --version",
        "settings --version",
        "receiver --port 1 --version"
      })
  void theVersionIsOneLine(String commandLine) {
    assertThat(run(commandLine.split(" "))).isZero();
    assertThat(out.text()).matches("webhooks-examples \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(err.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "help quickstart",
        "help settings",
        "help receiver",
        "settings help",
        "-h settings",
        "help help",
        "help --help"
      })
  void helpIsAWordToo(String commandLine) {
    assertThat(run(commandLine.split(" "))).isZero();
    String command = commandLine.replaceAll("-*help|-h| ", "");
    assertThat(out.lines().get(0)).startsWith(command.isEmpty() ? "Webhooks for Java" : command);
    assertThat(err.text()).isEmpty();
  }

  @Test
  void helpFitsIntoEightyColumns() {
    assertThat(run("help")).isZero();
    assertThat(out.lines()).hasSizeGreaterThan(30).allMatch(line -> line.length() <= 80);
    assertThat(out.text()).matches("[ -~\n]+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setings       | setings, did you mean settings?",
        "help recevier | recevier, did you mean receiver?",
      })
  void aMistypedCommandIsGuessed(String commandLine, String guess) {
    assertRefused(
        "webhooks-examples: unknown command " + guess + " Known: quickstart, settings, receiver",
        commandLine.split(" "));
  }

  @Test
  void withoutACommandItAsksForOne() {
    assertRefused("webhooks-examples: which command? quickstart, settings, receiver; see --help");
  }

  @Test
  void anUnknownCommandIsRefusedInOneLineWhateverItHolds() {
    assertRefused(
        "webhooks-examples: unknown command a?b?c; known: quickstart, settings, receiver",
        "a\nb\u001bc");
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
        "settings 8080                  | settings: a value without a flag before it; see --help",
        "settings --ports 1             | settings: unknown flag --ports, did you mean --port? see --help",
        "settings --port 70000          | settings: --port must be a number from 0 to 65535",
        "settings --allow-local=true    | settings: --allow-local takes no value",
        "settings --allow-local yes     | settings: a value without a flag before it; see --help",
        "settings --no-dispatch --no-dispatch | settings: --no-dispatch is given twice",
        "settings --jdbc-url            | settings: --jdbc-url needs a value",
        "settings --jdbc-url jdbc:derby:x | settings: --jdbc-url must begin with one of jdbc:h2:, jdbc:postgresql:, jdbc:mariadb:",
        "settings --brand Ac_me         | settings: --brand must be 1 to 40 letters, digits or hyphens, a letter first",
        "settings --retry 1s,,5s        | settings: --retry must be delays from 1ms to a year between commas, as in 1s,5s,30s",
        "settings --retry 0s            | settings: --retry must be delays from 1ms to a year between commas, as in 1s,5s,30s",
        "settings --timeout 0s          | settings: --timeout must be a duration from 1ms to 300s, as in 1s",
        "settings --timeout 6m          | settings: --timeout must be a duration from 1ms to 300s, as in 1s",
        "settings --pause 0s            | settings: --pause must be a duration from 1ms to 86400s, as in 1s",
        "settings --pause 2d            | settings: --pause must be a duration from 1ms to 86400s, as in 1s",
        "settings --disable-after 0d    | settings: --disable-after must be a duration from 1ms to 31536000s, as in 1s",
        "settings --disable-after soon  | settings: --disable-after must be a duration from 1ms to 31536000s, as in 1s",
        "settings --jdbc-url jdbc:h2:./x;INIT=x | settings: --jdbc-url must not hold INIT=, which runs statements before anything is checked",
        "settings --jdbc-url jdbc:h2:mem:x;in\\it=x | settings: --jdbc-url must not hold INIT=, which runs statements before anything is checked",
        "settings --master-key x --master-key-file y | settings: --master-key and --master-key-file don't go together",
        "settings --master-key-file /no/such/file | settings: --master-key-file names a file that is not there",
        "settings --max-in-flight 0     | settings: --max-in-flight must be a number from 1 to 10000",
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

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "c2hvcnQ=", "%%%"})
  void aMasterKeyThatIsNoneIsNotRepeated(String masterKey) {
    assertRefused(
        "settings: --master-key must be the base64 of 32 bytes, as `openssl rand -base64 32` makes"
            + " it",
        "settings",
        "--jdbc-url",
        "jdbc:h2:mem:",
        "--master-key",
        masterKey);
  }

  @Test
  void aDatabaseThatIsAwayIsOneClearLineAndExitCodeOne() {
    int exitCode =
        run("settings", "--jdbc-url", "jdbc:postgresql://127.0.0.1:1/x?user=me&password=hunter2");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.lines()).hasSize(1);
    assertThat(err.text())
        .startsWith("settings: can't use the database: Connection to 127.0.0.1:1 refused.")
        .doesNotContain("hunter2");
  }

  @Test
  void aWrongPasswordIsOneClearLineAndExitCodeOne() throws Exception {
    String url = "jdbc:h2:mem:" + UUID.randomUUID();
    try (Connection kept = DriverManager.getConnection(url, "owner", "right")) {
      assertThat(
              run(
                  "settings",
                  "--jdbc-url",
                  url,
                  "--jdbc-user",
                  "owner",
                  "--jdbc-password",
                  "wrong"))
          .isEqualTo(1);
    }
    assertThat(err.lines()).hasSize(1);
    assertThat(err.text())
        .startsWith("settings: can't use the database: Wrong user name or password");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:h2:nowhere:x;PASSWORD=hunter2", "jdbc:mariadb:hunter2"})
  void aUrlThatItsDriverRefusesIsOneClearLineAndNotRepeated(String url) {
    assertThat(run("settings", "--jdbc-url", url)).isEqualTo(1);
    assertThat(err.lines()).hasSize(1);
    assertThat(err.text())
        .startsWith("settings: can't use the database: ")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"receiver", "settings --jdbc-url jdbc:h2:mem:"})
  void aTakenPortIsOneClearLineAndExitCodeOne(String command) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(run((command + " --port " + port).split(" "))).isEqualTo(1);
      assertThat(err.lines())
          .containsExactly(
              command.split(" ")[0]
                  + ": can't listen on 127.0.0.1:"
                  + port
                  + ": Address already in use");
      assertThat(out.text()).isEmpty();
    }
  }

  private void assertRefused(String line, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.lines()).containsExactly(line);
    assertThat(out.text()).isEmpty();
  }

  private int run(String... arguments) {
    return new Main(Main.commands(Map.of(), err.stream()), out.stream(), err.stream())
        .run(List.of(arguments));
  }
}
