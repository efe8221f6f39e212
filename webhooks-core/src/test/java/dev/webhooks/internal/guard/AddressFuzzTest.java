package dev.webhooks.internal.guard;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.InsideAddresses;
import dev.webhooks.policy.UrlPolicy;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Guarantee S: an address is connected to if, and only if, a second table that shares nothing with
 * ours says so too.
 */
class AddressFuzzTest {
  private final IPAddressGenerator generator = new IPAddressGenerator();

  @FuzzTest
  void bothTablesJudgeAlike(byte[] input) throws UnknownHostException {
    if (input.length < 4) {
      return;
    }
    byte[] bytes = Arrays.copyOf(input, input.length < 16 ? 4 : 16);
    check(InetAddress.getByAddress(bytes), bytes);
    if (bytes.length == 16) {
      check(Inet6Address.getByAddress(null, bytes, -1), bytes); // keeps IPv4-mapped ones mapped
    }
  }

  private void check(InetAddress address, byte[] bytes) {
    IPAddress independent = generator.from(bytes);
    if (UrlPolicy.publicHttps().allows(address) == InsideAddresses.contain(independent)) {
      throw new AssertionError("judged differently: " + independent);
    }
  }
}
