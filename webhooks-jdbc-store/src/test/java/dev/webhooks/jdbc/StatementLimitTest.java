package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementLimitTest {
  private final StatementLimit limit = new StatementLimit(3, 10);

  @Test
  void aPieceHasSoManyRowsAndSoManyBytesAtMost() {
    assertThat(limit.split(List.of(1, 1, 1, 1, 9, 2, 10, 3, 3, 3), Integer::longValue))
        .containsExactly(
            List.of(1, 1, 1), List.of(1, 9), List.of(2), List.of(10), List.of(3, 3, 3));
  }

  @Test
  void aRowThatIsLongerIsAPieceOfItsOwn() {
    assertThat(limit.split(List.of(1, 99, 1), Integer::longValue))
        .containsExactly(List.of(1), List.of(99), List.of(1));
  }

  @Test
  void nothingIsNoPiece() {
    assertThat(limit.split(List.<Integer>of(), Integer::longValue)).isEmpty();
  }

  @Test
  void textsCountByTheirBytes() {
    for (String text : List.of("", "abc", "\u00E9", "\u20AC", "\uD83D\uDE00x", "\uFFFD")) {
      assertThat(Texts.utf8Length(text)).as(text).isEqualTo(text.getBytes(UTF_8).length);
    }
  }
}
