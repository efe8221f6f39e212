package dev.webhooks.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuessTest {
  private static final List<String> KNOWN =
      List.of("quickstart", "settings", "receiver", "--port", "--jdbc-url", "--jdbc-user");

  @ParameterizedTest
  @CsvSource({
    "setings, settings",
    "settigns, settings",
    "SETTINGS, settings",
    "reciever, receiver",
    "quick-start, quickstart",
    "--prot, --port",
    "--ports, --port",
    "--jdbcurl, --jdbc-url",
    "--jdbc-usr, --jdbc-user",
  })
  void findsWhatWasMeant(String typed, String meant) {
    assertThat(Guess.of(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "send", "--pause", "--disable-after", "--"})
  void saysNothingWhereNothingIsClose(String typed) {
    assertThat(Guess.of(typed, KNOWN)).isEmpty();
  }

  @Test
  void doesNotCompareWhatNobodyTypes() {
    assertThat(Guess.of("settings".repeat(100_000), KNOWN)).isEmpty();
  }
}
