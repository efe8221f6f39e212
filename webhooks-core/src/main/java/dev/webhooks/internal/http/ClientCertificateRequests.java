package dev.webhooks.internal.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Has no certificate to show, and takes note of endpoints that ask for one: what they do next they
 * rarely explain.
 *
 * <p>Kept by thread: a handshake runs on its call's own. Thread safe.
 */
final class ClientCertificateRequests extends X509ExtendedKeyManager {
  @SuppressWarnings("ThreadLocalUsage") // one per sender; end() leaves nothing behind
  private final ThreadLocal<Boolean> asked = new ThreadLocal<>();

  /** Whether the endpoint of the current thread's call has asked. */
  boolean wereMade() {
    return asked.get() != null;
  }

  /** Ends the current thread's call. */
  void end() {
    asked.remove();
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    asked.set(true);
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    asked.set(true);
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return null;
  }
}
