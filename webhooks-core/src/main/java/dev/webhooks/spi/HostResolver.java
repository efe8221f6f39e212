package dev.webhooks.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks host names up. The default asks the JDK; a host application may bring its own.
 *
 * <p>An answer is only a proposal: every address in it is judged by {@link
 * dev.webhooks.policy.UrlPolicy}, and judged again by the socket that connects. A name with one
 * refused address is refused.
 *
 * <p>Implementations must be thread safe. They run on a few daemon threads of the library's own,
 * named {@code webhooks-dns-…}. A look-up may take as long as it likes: nobody waits for it beyond
 * the timeout of the call that needs it. It is interrupted then, and should heed that if it can: a
 * thread that hangs serves nobody else.
 */
@FunctionalInterface
public interface HostResolver {

  /**
   * Looks one name up.
   *
   * @param host a host name in ASCII, never an IP literal
   * @return its addresses, the preferred one first; not empty
   * @throws UnknownHostException if the name has no address. The message goes nowhere.
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;

  /** {@return the JDK's own look-up, with the JDK's caching} */
  static HostResolver system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
