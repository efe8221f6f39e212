package dev.webhooks.policy;

import dev.webhooks.model.InvalidInputException;
import java.net.InetAddress;

/**
 * Which URLs may be webhooks, and which addresses may be connected to.
 *
 * <p>There are two questions because there are two moments. A URL is judged as text when it is
 * registered, where a person can still correct it. Addresses are judged at every connect, because
 * what a name points to may change a second after it was looked up.
 *
 * <p>Implementations must be thread safe and must not block; {@link #allows} is on the hot path.
 */
public interface UrlPolicy {

  /**
   * Judges the text, without any look-up.
   *
   * @param url what the customer typed
   * @throws InvalidInputException naming the field {@code url}, if this can't be a webhook; its
   *     message says what would be right, and repeats nothing of the URL but a host's ASCII form
   */
  void check(String url);

  /**
   * Judges every address of every connect. If any address of a name is refused, so is the name.
   *
   * @param address what the socket is about to connect to, IPv4-mapped forms included
   * @return whether it may
   */
  boolean allows(InetAddress address);

  /**
   * The default: {@code https} to hosts of the public internet. Names inside a network ({@code
   * localhost}, {@code *.internal}, single labels) are refused as text, and everything that IANA's
   * special-purpose registries don't call globally reachable is refused as an address.
   *
   * @return the one instance
   */
  static UrlPolicy publicHttps() {
    return PublicUrlPolicy.INSTANCE;
  }

  /**
   * {@link #publicHttps()} with exceptions: further addresses or names to take or to refuse, and
   * NAT64.
   *
   * @return a new builder
   */
  static UrlPolicyBuilder builder() {
    return new UrlPolicyBuilder();
  }

  /**
   * For trials on one's own machine: {@code http} too, and any host and address. What a URL may
   * look like stays as strict: no userinfo, no fragment, no odd ports, no IP address in disguise.
   *
   * <p><strong>Never in production:</strong> whoever may register a webhook can then reach every
   * service that this process can reach.
   *
   * @return the one instance
   */
  static UrlPolicy allowingLocal() {
    return LocalUrlPolicy.INSTANCE;
  }
}
