package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressProxyTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "proxy.internal, proxy.internal",
    "Proxy, proxy",
    "localhost, localhost",
    "10.0.0.1, 10.0.0.1",
    "::1, 0:0:0:0:0:0:0:1",
    "[fd00::1], fd00:0:0:0:0:0:0:1",
  })
  void aProxyIsANameOrAnAddress(String host, String shown) {
    assertThat(EgressProxy.http(host, 4750)).hasToString("EgressProxy[" + shown + ":4750]");
  }

  @ParameterizedTest(name = "no host: {0}")
  @ValueSource(
      strings = {
        "",
        " ",
        "http://proxy",
        "proxy:80",
        "user@proxy",
        "127.1",
        "0x7f000001",
        "a b",
        "[::1",
        "proxy.",
        "a\r\nb",
        "fe80::1%eth0",
      })
  void whatIsNeitherIsRefused(String host) {
    assertInvalid(() -> EgressProxy.http(host, 4750));
  }

  @ParameterizedTest(name = "no port: {0}")
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536})
  void portsAreChecked(int port) {
    assertInvalid(() -> EgressProxy.http("proxy", port));
  }

  @Test
  void guaranteeP_credentialsAreCheckedAndNotShown() {
    EgressProxy proxy = EgressProxy.http("proxy", 4750);

    assertThat(proxy.withCredentials("user", "s3cret"))
        .hasToString("EgressProxy[proxy:4750, credentials]");
    assertThat(proxy.withCredentials("u", "pässwörd:x").authorization())
        .isEqualTo("Basic dTpww6Rzc3fDtnJkOng=");
    assertThat(proxy.authorization()).isNull();
    for (String user : List.of("", "a:b", "a\nb", "x".repeat(1001))) {
      assertInvalid(() -> proxy.withCredentials(user, "s3cret"));
    }
    assertInvalid(() -> proxy.withCredentials("user", "s3cret\r\nX-Evil: 1"));
  }

  private static void assertInvalid(Runnable call) {
    assertThatIllegalArgumentException()
        .isThrownBy(call::run)
        .withMessageStartingWith("egressProxy must")
        .withMessageNotContainingAny("s3cret", "Evil");
  }
}
