package dev.webhooks.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to make a master key when the start fails for want of one. */
final class MasterKeyFailureAnalyzer extends AbstractFailureAnalyzer<MasterKeyException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MasterKeyException cause) {
    return new FailureAnalysis(
        "Webhooks need a master key, which protects their signing secrets in the database: "
            + cause.getMessage()
            + ".",
        """
        Make one with

            openssl rand -base64 32

        and set it as webhooks.secrets.keys.2026 (its id is yours to choose), the same on all nodes and \
        for every restart. Keep it where the database's backups are not: a secret store, or an \
        environment variable such as WEBHOOKS_SECRETS_KEYS_2026. For a trial without one, declare a \
        bean SecretCipher.unprotected().""",
        cause);
  }
}
