package dev.webhooks.internal.http;

import java.io.IOException;
import java.util.stream.Stream;

/** Endpoints without TLS. */
class HostileEndpointTest extends HostileContract {
  static Stream<Deed> deeds() throws IOException {
    return Stream.of(
            anybodys(Role.ENDPOINT),
            endpoints(),
            Stream.of(
                new Deed(
                    "answers and goes on reading nothing",
                    Role.EARLY,
                    stallAfter(status("413 L", "X-A: b"))),
                new Deed(
                    "answers and closes",
                    Role.EARLY,
                    closeAfter(status("413 L", "Connection: close"))),
                new Deed(
                    "answers and resets",
                    Role.EARLY,
                    after(status("200 OK", "X-A: b"), RawServer.Exchange::reset)),
                new Deed("never reads the body", Role.EARLY, RawServer.Exchange::hang),
                new Deed(
                    "floods its answer",
                    Role.EARLY,
                    after(HEAD + "\r\n", exchange -> exchange.flood("a"))),
                new Deed(
                    "answers twice",
                    Role.UNASKED,
                    x -> x.write(status("200 OK", "X-A: b").repeat(2))),
                new Deed(
                    "answers and resets",
                    Role.UNASKED,
                    after(status("200 OK", "X-A: b"), RawServer.Exchange::reset)),
                new Deed(
                    "floods", Role.UNASKED, exchange -> exchange.flood(status("200 OK", "X-A: b"))),
                new Deed("sends GOAWAY", Role.UNASKED, exchange -> exchange.write(h2GoAway()))))
        .flatMap(deeds -> deeds);
  }

  private static Stream<Deed> endpoints() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    return Stream.of(
        new Deed(
            "drips a body",
            Role.ENDPOINT,
            body("200 OK", "9000", exchange -> exchange.drip("a", 30))),
        new Deed(
            "drips chunks",
            Role.ENDPOINT,
            after(CHUNKED, exchange -> exchange.drip("1\r\na\r\n", 30))),
        new Deed(
            "floods a body", Role.ENDPOINT, after(HEAD + "\r\n", exchange -> exchange.flood("a"))),
        new Deed(
            "floods a long body",
            Role.ENDPOINT,
            body("200 OK", "9000000000000", x -> x.flood("a"))),
        new Deed("floods chunks", Role.ENDPOINT, after(CHUNKED, x -> x.flood("8\r\n01234567\r\n"))),
        new Deed(
            "floods a chunk's size",
            Role.ENDPOINT,
            after(CHUNKED, exchange -> exchange.flood("0"))),
        new Deed(
            "floods a chunk's extension", Role.ENDPOINT, after(CHUNKED + "5;", x -> x.flood("a"))),
        new Deed(
            "floods trailers", Role.ENDPOINT, after(CHUNKED + "0\r\n", x -> x.flood("X-A: b\r\n"))),
        new Deed(
            "stalls after 5 KB",
            Role.ENDPOINT,
            body("200 OK", "9000", stallAfter("a".repeat(5000)))),
        new Deed("inflates 50 MB", Role.ENDPOINT, gzipBody(bomb)),
        new Deed(
            "resets within its body",
            Role.ENDPOINT,
            body("200 OK", "9", RawServer.Exchange::reset)),
        new Deed("redirects to itself for ever", Role.ENDPOINT, x -> x.write(redirect())),
        new Deed(
            "asks to be asked again",
            Role.ENDPOINT,
            x -> x.write(status("503 S", "Retry-After: 0"))));
  }
}
