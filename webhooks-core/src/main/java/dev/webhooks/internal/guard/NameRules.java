package dev.webhooks.internal.guard;

import java.util.List;

/**
 * Which host names the public policy takes, before any look-up. Refused beats allowed, allowed
 * beats {@link #INSIDE}; each name stands for those below it too. Immutable.
 */
public final class NameRules {
  /**
   * Top levels that mean "inside this network". Their addresses would be refused as well; refusing
   * the name gives the customer a clear answer at once, and survives a split-horizon DNS that maps
   * them to public addresses. Sources: RFC 6761 (localhost), RFC 6762 (local, and its appendix G:
   * intranet, private, corp, home, lan), RFC 8375 (home.arpa), ICANN 2018 (mail, as corp and home:
   * deferred for good because of collisions) and 2024 (internal). Then svc, which Kubernetes
   * completes to its services: no such top level has been delegated, though nobody promised that
   * none will be; a host can then allow it.
   */
  private static final List<String> INSIDE =
      List.of(
          "localhost",
          "localdomain",
          "local",
          "internal",
          "intranet",
          "private",
          "corp",
          "home",
          "lan",
          "home.arpa",
          "mail",
          "svc");

  public static final NameRules PUBLIC = new NameRules(List.of(), List.of());

  private final List<String> refused;
  private final List<String> allowed;

  public NameRules(List<String> refused, List<String> allowed) {
    this.refused = List.copyOf(refused);
    this.allowed = List.copyOf(allowed);
  }

  /**
   * Judges a name.
   *
   * @param host in lower case
   * @throws dev.webhooks.model.InvalidInputException naming the field {@code url}
   */
  public void check(String host) {
    if (isAmong(refused, host)) {
      throw StrictUrl.refused("must not name this host");
    }
    if (isAmong(allowed, host)) {
      return;
    }
    if (host.indexOf('.') < 0) {
      throw StrictUrl.refused("must name a public host, with its domain");
    }
    if (isAmong(INSIDE, host)) {
      throw StrictUrl.refused("must name a public host, not one inside a network");
    }
  }

  private static boolean isAmong(List<String> names, String host) {
    for (String name : names) {
      if (host.equals(name) || host.endsWith("." + name)) {
        return true;
      }
    }
    return false;
  }
}
