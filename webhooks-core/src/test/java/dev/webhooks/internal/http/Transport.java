package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.function.LongSupplier;

/** The ways to an endpoint on the loopback that are worth trying one and the same thing on. */
enum Transport {
  PLAIN(null),
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private static final String HOST = "hook.test";

  private final String protocol;
  private final TestTls tls = new TestTls();

  Transport(String protocol) {
    this.protocol = protocol;
  }

  RawServer serving(RawServer.Script script) throws IOException {
    if (protocol == null) {
      return RawServer.start(script);
    }
    ServerSocket listener =
        tls.listener(HOST, socket -> socket.setEnabledProtocols(new String[] {protocol}));
    return RawServer.start(listener, script);
  }

  HttpSender sender() {
    return Senders.trusting(tls.trust());
  }

  /** With a clock of nanoseconds. */
  HttpSender sender(LongSupplier nanoClock) {
    return new HttpSender(
        Senders.settings(Senders.TIMEOUT, Senders.LOOPBACK, Senders.TO_LOOPBACK, tls.trust()),
        nanoClock);
  }

  String url(RawServer server, String path) {
    return (protocol == null ? "http://" : "https://") + HOST + ":" + server.port() + path;
  }
}
