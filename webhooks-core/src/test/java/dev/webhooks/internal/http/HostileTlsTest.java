package dev.webhooks.internal.http;

import java.util.stream.Stream;

/** Endpoints behind TLS. */
class HostileTlsTest extends HostileContract {
  static Stream<Deed> deeds() {
    return Stream.of(
        new Deed("says nothing", Role.ENDPOINT_WITH_TLS, RawServer.Exchange::hang),
        new Deed(
            "drips a body",
            Role.ENDPOINT_WITH_TLS,
            body("200 OK", "9000", exchange -> exchange.drip("a", 30))),
        new Deed(
            "floods headers",
            Role.ENDPOINT_WITH_TLS,
            after(HEAD, exchange -> exchange.flood("X-A: b\r\n"))),
        new Deed(
            "floods a body",
            Role.ENDPOINT_WITH_TLS,
            after(HEAD + "\r\n", exchange -> exchange.flood("a"))),
        new Deed(
            "stalls after 5 KB",
            Role.ENDPOINT_WITH_TLS,
            body("200 OK", "9000", stallAfter("a".repeat(5000)))),
        new Deed(
            "answers in HTTP/2", Role.ENDPOINT_WITH_TLS, exchange -> exchange.write(h2Settings())),
        new Deed(
            "answers with GOAWAY", Role.ENDPOINT_WITH_TLS, exchange -> exchange.write(h2GoAway())));
  }
}
