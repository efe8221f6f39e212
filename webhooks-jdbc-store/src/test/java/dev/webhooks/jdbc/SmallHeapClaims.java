package dev.webhooks.jdbc;

import dev.webhooks.model.Attempt;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Claims and completes all that is due, in a process whose heap the test chooses, and says how many
 * deliveries that were and the most bytes of one claim. Its argument is a JDBC URL.
 */
final class SmallHeapClaims {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  private SmallHeapClaims() {}

  public static void main(String[] arguments) throws SQLException {
    JdbcStore store = store(arguments[0]);
    ClaimRequest request =
        ClaimRequest.builder(500, Duration.ofMinutes(5)).maxBytes(4 * 1024 * 1024).build();
    int delivered = 0;
    long most = 0;
    for (List<ClaimedDelivery> claims = store.claim(request);
        !claims.isEmpty();
        claims = store.claim(request)) {
      List<Completion> completions = new ArrayList<>();
      long bytes = 0;
      for (ClaimedDelivery claim : claims) {
        Attempt attempt =
            Attempt.builder(1, NOON, Duration.ofMillis(3))
                .httpStatus(200)
                .responseBody("ok")
                .build();
        completions.add(Completion.delivered(claim, attempt));
        bytes += claim.body() == null ? 0 : claim.body().length;
      }
      most = Math.max(most, bytes);
      delivered += store.complete(completions).size();
    }
    System.out.println(delivered + " " + most);
  }

  private static JdbcStore store(String url) throws SQLException {
    if (url.startsWith("jdbc:mariadb:")) {
      return JdbcStore.builder(new MariaDbDataSource(url)).build();
    }
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setURL(url);
    return JdbcStore.builder(postgres).build();
  }
}
