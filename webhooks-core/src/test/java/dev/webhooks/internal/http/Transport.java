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
    return RawServer.start(listener(), script);
  }

  /** Answers once it has read the head of a request, and reads no more. */
  RawServer servingEarly(RawServer.Script script) throws IOException {
    return protocol == null
        ? RawServer.startEarly(script)
        : RawServer.startEarly(listener(), script);
  }

  private ServerSocket listener() throws IOException {
    return tls.listener(HOST, socket -> socket.setEnabledProtocols(new String[] {protocol}));
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
