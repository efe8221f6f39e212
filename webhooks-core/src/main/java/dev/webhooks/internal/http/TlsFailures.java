package dev.webhooks.internal.http;

import dev.webhooks.internal.http.HttpFailure.Kind;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in TLS, in words for whoever runs the endpoint. By what was seen and by type; the
 * name of the endpoint's alert alone stands in a message of the JDK's.
 */
final class TlsFailures {
  private static final int MAX_NAME_LENGTH = 150;

  static final HttpFailure OTHER = tls("the endpoint and the sender could not agree.");
  static final HttpFailure SELF_SIGNED = tls("the certificate is self-signed.");
  static final HttpFailure UNKNOWN_AUTHORITY =
      tls("the certificate is from an unknown authority, which the sender does not trust.");
  static final HttpFailure INCOMPLETE_CHAIN =
      tls("the certificate chain is incomplete, or from an unknown authority.");
  static final HttpFailure WEAK =
      tls("the certificate, or one of its chain, has a key or signature that is too weak.");
  static final HttpFailure UNUSABLE =
      tls("the certificate, or one of its chain, may not be used for a server.");
  static final HttpFailure NOT_TRUSTED = tls("the certificate is not trusted.");
  static final HttpFailure WRONG_HOST = tls("the certificate is for another host name.");
  static final HttpFailure NOTHING_IN_COMMON =
      tls("no protocol version or cipher suite in common. TLS 1.2 or 1.3 is needed.");
  static final HttpFailure CLIENT_CERTIFICATE =
      tls("the endpoint demands a client certificate, which webhooks don't have.");
  static final HttpFailure NAME_NOT_RECOGNISED =
      tls("the endpoint does not recognise the host name.");
  static final HttpFailure NOT_TLS = tls("the endpoint does not speak TLS on this port.");
  static final HttpFailure CLOSED = tls("the endpoint closed the connection in the handshake.");
  static final HttpFailure RESET = tls("the connection was reset in the handshake.");

  /** How the JDK tells of an alert, since JDK 18 with our alert's name in front. */
  private static final Pattern ALERT =
      Pattern.compile(
          "(?:\\([a-z_]{1,40}\\) )?[Rr]eceived (?:fatal alert|handshake warning): ([a-z_]{1,40})");

  private static final Pattern NO_VERSION =
      Pattern.compile("(?:\\([a-z_]{1,40}\\) )?The server selected protocol version .{0,200}");

  private static final Pattern NO_RECORD =
      Pattern.compile("(?:\\([a-z_]{1,40}\\) )?Unsupported or unrecognized SSL message");

  private TlsFailures() {}

  private static HttpFailure tls(String why) {
    return HttpFailure.of(Kind.TLS, "The TLS connection failed: " + why);
  }

  /** Why nothing that the server sent leads to an authority. */
  static HttpFailure withoutChain(CertificateChains.Found found) {
    X509Certificate highest = found.highest().get(found.highest().size() - 1);
    X500Principal issuer = highest.getIssuerX500Principal();
    if (issuer.equals(highest.getSubjectX500Principal())) {
      return found.highest().size() == 1 ? SELF_SIGNED : UNKNOWN_AUTHORITY;
    }
    return found.forged()
        ? UNKNOWN_AUTHORITY
        : new HttpFailure(
            INCOMPLETE_CHAIN.kind(),
            INCOMPLETE_CHAIN.sentence(),
            Ascii.cleaned(issuer.getName(), MAX_NAME_LENGTH));
  }

  /**
   * Why a chain that leads to an authority is not accepted.
   *
   * @param refusal what the JDK says
   */
  static HttpFailure ofChain(List<X509Certificate> chain, CertificateException refusal) {
    for (X509Certificate certificate : chain) {
      String whose =
          certificate.equals(chain.get(0))
              ? "the certificate"
              : "an intermediate certificate of the chain";
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException e) {
        return tls(whose + " expired on " + day(certificate.getNotAfter()) + ".");
      } catch (CertificateNotYetValidException e) {
        return tls(whose + " is not valid before " + day(certificate.getNotBefore()) + ".");
      }
    }
    CertPathValidatorException invalid = Causes.first(CertPathValidatorException.class, refusal);
    return invalid != null && invalid.getReason() == BasicReason.ALGORITHM_CONSTRAINED
        ? WEAK
        : UNUSABLE;
  }

  private static LocalDate day(Date date) {
    return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
  }

  /**
   * What an exception of the TLS layer means.
   *
   * @param asked whether the endpoint has asked for a client certificate
   */
  static HttpFailure of(SSLException thrown, boolean asked) {
    CertificateException untrusted = Causes.first(CertificateException.class, thrown);
    if (untrusted != null) {
      return ofCertificate(untrusted);
    }
    if (thrown instanceof SSLPeerUnverifiedException) {
      return WRONG_HOST;
    }
    String alert = alert(thrown);
    if ("unrecognized_name".equals(alert)) {
      return NAME_NOT_RECOGNISED;
    }
    if (asked || "certificate_required".equals(alert)) {
      return CLIENT_CERTIFICATE;
    }
    if (alert != null) {
      return switch (alert) {
        case "handshake_failure", "protocol_version", "insufficient_security" -> NOTHING_IN_COMMON;
        default -> OTHER;
      };
    }
    if (Causes.first(EOFException.class, thrown) != null) {
      return CLOSED;
    }
    if (Causes.first(SocketException.class, thrown) != null) {
      return RESET;
    }
    if (says(NO_VERSION, thrown)) {
      return NOTHING_IN_COMMON;
    }
    return says(NO_RECORD, thrown) ? NOT_TLS : OTHER;
  }

  /** Of a trust manager of ours, or of the host's. */
  private static HttpFailure ofCertificate(CertificateException thrown) {
    UntrustedException ours = Causes.first(UntrustedException.class, thrown);
    if (ours != null) {
      return ours.failure();
    }
    if (Causes.first(CertificateExpiredException.class, thrown) != null) {
      return tls("the certificate, or one of its chain, has expired.");
    }
    return Causes.first(CertificateNotYetValidException.class, thrown) != null
        ? tls("the certificate, or one of its chain, is not yet valid.")
        : NOT_TRUSTED;
  }

  private static @Nullable String alert(SSLException thrown) {
    String message = thrown.getMessage();
    Matcher matcher = message == null ? null : ALERT.matcher(message);
    return matcher != null && matcher.matches() ? matcher.group(1) : null;
  }

  private static boolean says(Pattern pattern, SSLException thrown) {
    String message = thrown.getMessage();
    return message != null && pattern.matcher(message).matches();
  }
}
