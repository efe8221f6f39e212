package dev.webhooks.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void aWordHoldsNothingThatMovesTheCursorOrPassesForAnotherWord() {
    assertThat(Printable.word("a\u001b[2Jb c\r\nd\te\u202ef\u0000\u007f"))
        .isEqualTo("a?[2Jb?c??d?e?f??");
  }

  @Test
  void aWordIsCut() {
    assertThat(Printable.word("x".repeat(5_000))).hasSize(100).endsWith("x...");
  }

  @Test
  void aLineKeepsItsBlanks() {
    assertThat(Printable.line("a b\nc")).isEqualTo("a b?c");
  }
}
