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

  /**
   * So it is with claims. What they take in any case is not what a statement took too long with.
   */
  @Test
  void someAreTakenHoweverFewRowsAStatementCarries() {
    assertThat(limit.rows(100, 8)).isEqualTo(8);
    assertThat(limit.rows(5, 8)).isEqualTo(5);
    assertThat(limit.load()).isZero();

    assertThat(limit.rows(100, 1)).isEqualTo(3);
    assertThat(limit.load()).isEqualTo(3);
  }

  @Test
  void theLoadIsThatOfTheStatementInHandOrOfWhatAllLookAt() {
    limit.carry(3);
    limit.carry(1);
    assertThat(limit.load()).isEqualTo(1);

    limit.lookAt(2);
    limit.carry(1);
    assertThat(limit.load()).isEqualTo(2);
  }

  @Test
  void textsCountByTheirBytes() {
    for (String text : List.of("", "abc", "\u00E9", "\u20AC", "\uD83D\uDE00x", "\uFFFD")) {
      assertThat(Texts.utf8Length(text)).as(text).isEqualTo(text.getBytes(UTF_8).length);
    }
  }
}
