package dev.webhooks.internal.http;

import java.util.stream.Stream;

/** Egress proxies. */
class HostileProxyTest extends HostileContract {
  static Stream<Deed> deeds() {
    return Stream.concat(
        anybodys(Role.PROXY),
        Stream.of(
            new Deed(
                "drips TLS",
                Role.PROXY,
                after(TestProxy.ESTABLISHED, exchange -> exchange.drip("a", 30))),
            new Deed(
                "floods TLS",
                Role.PROXY,
                after(TestProxy.ESTABLISHED, exchange -> exchange.flood("a"))),
            new Deed(
                "drips handshakes",
                Role.PROXY,
                after(TestProxy.ESTABLISHED, x -> x.drip("\26\3\3\0\4", 30))),
            new Deed(
                "says nothing more",
                Role.PROXY,
                after(TestProxy.ESTABLISHED, RawServer.Exchange::hang))));
  }
}
