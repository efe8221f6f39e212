package dev.webhooks.internal.http;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Finds the chains that lead from a server's certificate to an authority, out of what the server
 * sent and nothing else. Servers send them in any order, with strangers in between, with the root,
 * or with two certificates of one authority (cross-signed) of which one leads on.
 *
 * <p>What a search may cost is bounded (Guarantee B): certificates, steps, signatures, size of
 * keys.
 *
 * <p>Immutable and thread safe.
 */
final class CertificateChains {
  private static final int MAX_CERTIFICATES = 12;
  private static final int MAX_CHAINS = 4;
  private static final int MAX_STEPS = 200;
  private static final int MAX_SIGNATURES = 40;

  /** An RSA key of 16,384 bits takes 2 KiB. With the largest that fit in, a check takes minutes. */
  private static final int MAX_KEY_BYTES = 4 * 1024;

  private final Set<X509Certificate> authorities;
  private final Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();

  CertificateChains(Collection<X509Certificate> authorities) {
    this.authorities = Set.copyOf(authorities);
    for (X509Certificate authority : this.authorities) {
      bySubject
          .computeIfAbsent(authority.getSubjectX500Principal(), subject -> new ArrayList<>(1))
          .add(authority);
    }
  }

  /** Searches. The first certificate is the server's own, as TLS has it. */
  Found from(X509Certificate[] sent) {
    Search search = new Search(sent);
    search.extend(List.of(sent[0]));
    return new Found(List.copyOf(search.chains), search.highest, search.isSignedInVain());
  }

  /**
   * What there is.
   *
   * @param chains each from the server's certificate to the last one below an authority, each
   *     issued by the next; the server's alone if it is an authority itself
   * @param highest the longest way up that there was, for when no chain was found
   * @param forged whether the highest one names an issuer that is known, but did not sign it
   */
  record Found(List<List<X509Certificate>> chains, List<X509Certificate> highest, boolean forged) {}

  private final class Search {
    private final Set<X509Certificate> sent;
    private final List<List<X509Certificate>> chains = new ArrayList<>();
    private final Map<Signature, Boolean> signatures = new HashMap<>();
    private List<X509Certificate> highest = List.of();
    private int steps;

    Search(X509Certificate[] sent) {
      int count = Math.min(sent.length, MAX_CERTIFICATES);
      this.sent = new LinkedHashSet<>(Arrays.asList(sent).subList(0, count));
    }

    void extend(List<X509Certificate> chain) {
      if (++steps > MAX_STEPS || chains.size() >= MAX_CHAINS) {
        return;
      }
      if (chain.size() > highest.size()) {
        highest = chain;
      }
      X509Certificate last = chain.get(chain.size() - 1);
      if (chain.size() == 1 ? authorities.contains(last) : isAuthority(last)) {
        chains.add(chain.size() == 1 ? chain : chain.subList(0, chain.size() - 1));
        return;
      }
      X500Principal issuer = last.getIssuerX500Principal();
      if (bySubject.getOrDefault(issuer, List.of()).stream()
          .anyMatch(authority -> isSigned(last, authority))) {
        chains.add(chain);
      }
      for (X509Certificate next : sent) {
        if (next.getSubjectX500Principal().equals(issuer)
            && !chain.contains(next)
            && isSigned(last, next)) {
          List<X509Certificate> longer = new ArrayList<>(chain);
          longer.add(next);
          extend(longer);
        }
      }
    }

    /** It, or another certificate of the same authority and key. */
    private boolean isAuthority(X509Certificate certificate) {
      return bySubject.getOrDefault(certificate.getSubjectX500Principal(), List.of()).stream()
          .anyMatch(authority -> authority.getPublicKey().equals(certificate.getPublicKey()));
    }

    private boolean isSigned(X509Certificate certificate, X509Certificate issuer) {
      PublicKey key = issuer.getPublicKey();
      Signature signature = new Signature(certificate, key);
      Boolean known = signatures.get(signature);
      if (known == null) {
        known = signatures.size() < MAX_SIGNATURES && verifies(certificate, key);
        signatures.put(signature, known);
      }
      return known;
    }

    /** Whether the highest certificate's issuer was at hand, by its name, and is not its issuer. */
    boolean isSignedInVain() {
      X500Principal issuer = highest.get(highest.size() - 1).getIssuerX500Principal();
      Set<X509Certificate> others = new HashSet<>(sent);
      highest.forEach(others::remove);
      return bySubject.containsKey(issuer)
          || others.stream().anyMatch(other -> other.getSubjectX500Principal().equals(issuer));
    }
  }

  private record Signature(X509Certificate certificate, PublicKey key) {}

  private static boolean verifies(X509Certificate certificate, PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (encoded == null || encoded.length > MAX_KEY_BYTES) {
      return false;
    }
    try {
      certificate.verify(key);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
