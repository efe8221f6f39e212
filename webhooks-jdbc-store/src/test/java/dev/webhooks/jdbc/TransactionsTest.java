package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guarantee B: what is tried again, and with how many rows, when a statement took too long. */
class TransactionsTest {
  private final TestDatabase database = Engine.H2.open("transactions");
  private final Transactions transactions = database.newStore().transactions;
  private final Transactions ofDispatcher = transactions.ofDispatcher();

  /** How many rows a statement might carry, try by try. */
  private final List<Integer> tries = new ArrayList<>();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aReadThatIsOneStatementIsTriedOnceMore() {
    assertThatThrownBy(
            () ->
                transactions.autocommit(
                    "find",
                    session -> {
                      session.select("select 1", row -> 1);
                      throw tooLong(session);
                    }))
        .isInstanceOf(StoreException.class);

    assertThat(tries).containsExactly(1_000, 1_000);
  }

  @Test
  void aReadInStretchesIsTriedInShorterOnesAndSlowsNoOtherDown() {
    int looked = transactions.autocommit("read a log", session -> stretch(session, 10));
    int other = transactions.autocommit("read a log", session -> session.limit().stretch(1_000));

    assertThat(looked).isEqualTo(1);
    assertThat(tries).containsExactly(1_000, 125, 15);
    assertThat(other).isEqualTo(1_000);
  }

  private int stretch(Session session, int atMost) throws SQLException {
    int stretch = session.limit().stretch(1_000);
    if (stretch > atMost) {
      throw tooLong(session);
    }
    return stretch;
  }

  /** It waits for another transaction, as a publish with a key may. */
  @Test
  void whatCarriesARowLeavesOthersTheirs() {
    assertThatThrownBy(() -> transactions.transaction("publish", session -> update(session, 1, 0)))
        .isInstanceOf(StoreException.class);

    assertThat(tries).containsExactly(1_000, 1_000);
    assertThat(rowsOf(transactions)).isEqualTo(1_000);
  }

  @Test
  void whatCarriesManyIsDividedAndTheDispatchersWorkIsNot() {
    transactions.transaction("publish", session -> update(session, 900, 300));

    assertThat(tries).containsExactly(1_000, 500);
    assertThat(rowsOf(transactions)).isEqualTo(250);
    assertThat(rowsOf(ofDispatcher)).isEqualTo(1_000);
  }

  @Test
  void theDispatchersWorkDoesNotSlowPublishingDown() {
    ofDispatcher.transaction("end deliveries", session -> update(session, 900, 300));

    assertThat(rowsOf(ofDispatcher)).isEqualTo(250);
    assertThat(rowsOf(transactions)).isEqualTo(1_000);
  }

  /** As a server does that takes this many rows at most in time. */
  private int update(Session session, int ids, int atMost) throws SQLException {
    List<String> some = IntStream.range(0, ids).mapToObj(i -> "e_" + i).toList();
    session.update("delete from webhooks_event where id {in}", new Ids(some));
    if (Math.min(ids, session.limit().rows()) > atMost) {
      session.limit().carry(Math.min(ids, session.limit().rows()));
      throw tooLong(session);
    }
    return ids;
  }

  private SQLException tooLong(Session session) {
    tries.add(session.limit().rows());
    return new SQLException("the statement took too long", "57014");
  }

  private static int rowsOf(Transactions transactions) {
    return transactions.transaction("look", session -> session.limit().rows());
  }
}
